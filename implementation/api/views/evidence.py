"""Evidence of tasks: added, or voided; never deleted."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, UPDATED_SINCE
from implementation.api.serializers.evidence import EvidenceAnswer, EvidenceFacts, EvidenceTransition
from implementation.http.actions import ListAction, ReadAction
from implementation.http.bulk import BulkAction
from implementation.http.parameters import identifier
from implementation.models import Evidence
from implementation.services.evidence import add_evidence, void_evidence


class EvidenceView(ListAction, ReadAction, BulkAction):
    """What shows that a task is done: a link or words. It is part of the task, and so are its scopes."""

    noun, model, revision = "piece of evidence", Evidence, "golive__revision"
    scopes = {
        "list": "tasks:read",
        "retrieve": "tasks:read",
        "create": "tasks:write",
        "bulk": "tasks:write",
        "transition": "tasks:write",
    }
    for_customers = READS | {"create"}
    answers = EvidenceAnswer
    requests = {"create": EvidenceFacts, "transition": EvidenceTransition}
    filters = {**OF_GOLIVE, "task": identifier("task_id", "Evidence of this task."), **UPDATED_SINCE}

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
