"""Evidence of tasks: added, or voided; never deleted."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, UPDATED_SINCE
from implementation.api.serializers.evidence import (
    EvidenceAnswer,
    EvidenceFacts,
    EvidenceFileFacts,
    EvidenceTransition,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.bulk import BulkAction
from implementation.http.files import ANY_TYPE, AnyRenderer
from implementation.http.parameters import identifier
from implementation.http.parsers import EvidenceParser
from implementation.http.problems import not_found, refused
from implementation.models import Evidence
from implementation.services import evidence_files
from implementation.services.evidence import add_evidence, void_evidence


class EvidenceView(ListAction, ReadAction, BulkAction):
    """What shows that a task is done: a link, words or a file. It is part of the task, and so are its scopes."""

    noun, model, revision = "piece of evidence", Evidence, "golive__revision"
    scopes = {
        "list": "tasks:read",
        "retrieve": "tasks:read",
        "create": "tasks:write",
        "bulk": "tasks:write",
        "transition": "tasks:write",
        "upload": "tasks:write",
        "download": "tasks:read",
    }
    statuses = {"create": 201, "upload": 201}
    for_customers = READS | {"create", "upload", "download"}
    answers = EvidenceAnswer
    requests = {"create": EvidenceFacts, "transition": EvidenceTransition, "upload": EvidenceFileFacts}
    filters = {**OF_GOLIVE, "task": identifier("task_id", "Evidence of this task."), **UPDATED_SINCE}
    files = {"download": ANY_TYPE}

    def get_renderers(self) -> list[Any]:
        return [*super().get_renderers(), *([AnyRenderer()] if self.action == "download" else [])]

    def make(self, fields: dict[str, Any]) -> Evidence:
        task = fields.pop("task")
        return add_evidence(task_id=task.id, fields=fields, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Void a piece of evidence.

        The task stays as it is; the evidence and the reason are kept.
        """
        self.expect(id)
        void_evidence(evidence_id=id, reason=self.parse()["reason"], **self.by)
        return self.answer(id)

    @action(detail=False, methods=["post"], url_path="files", parser_classes=[EvidenceParser])
    def upload(self, request: Request) -> Response:
        """Add a file as evidence.

        Sent as `multipart/form-data`. Its kind is judged by its content, which its name must agree with; it is kept
        with its SHA-256, and can be read by whoever sees the task.
        """
        fields = self.parse()
        task, file = fields.pop("task"), fields.pop("file")
        return self.answer_created(add_evidence(task_id=task.id, fields=fields, file=file, **self.by).pk)

    @action(detail=True, methods=["get"], url_path="file")
    def download(self, request: Request, id: UUID) -> FileResponse:
        """Download the file of a piece of evidence.

        Always to be saved, never shown in place. 404 where it is a link or words.
        """
        proof = self.visible().filter(pk=id).exclude(stored_as="").first()
        if proof is None:
            raise not_found("file of evidence")
        try:
            file = evidence_files.path_of(proof.stored_as).open("rb")
        except FileNotFoundError as error:
            raise refused("The file is missing in the store: restore the folder `evidence` of the data.") from error
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        }
        return FileResponse(
            file, as_attachment=True, filename=proof.file_name, content_type=proof.file_type, headers=headers
        )
