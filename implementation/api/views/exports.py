"""Exports of the whole portfolio, or of one customer, written in the background and downloaded once they are there."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from rest_framework.decorators import action
from rest_framework.request import Request

from implementation.api.filters import CUSTOMER, UPDATED_SINCE
from implementation.api.serializers.exports import ExportFacts, ExportRunAnswer
from implementation.http.actions import CreateAction, ListAction, ReadAction
from implementation.http.files import ZIP_TYPE, ZipRenderer
from implementation.http.parameters import choices
from implementation.http.problems import not_found, refused
from implementation.models import ExportRun, ExportState
from implementation.services.exports.kept import path_of
from implementation.services.exports.runs import request_export
from implementation.services.exports.taken import record_download


class ExportView(ListAction, ReadAction, CreateAction):
    """Exports in the format of the import. Post one, read it until it is `done`, then get its `file` within a day."""

    noun, model = "export", ExportRun
    scopes = {
        "list": "exports:read",
        "retrieve": "exports:read",
        "download": "exports:read",
        "create": "exports:write",
    }
    answers = ExportRunAnswer
    requests = {"create": ExportFacts}
    filters = {
        "state": choices("state__in", ExportState.values, "Exports in these states."),
        **CUSTOMER,
        **UPDATED_SINCE,
    }
    files = {"download": ZIP_TYPE}

    def get_renderers(self) -> list[Any]:
        return [*super().get_renderers(), *([ZipRenderer()] if self.action == "download" else [])]

    def make(self, fields: dict[str, Any]) -> ExportRun:
        customer = fields.get("customer")
        return request_export(customer_id=customer and customer.id, **self.by)

    @action(detail=True, methods=["get"], url_path="file")
    def download(self, request: Request, id: UUID) -> FileResponse:
        """Download the file of an export.

        A ZIP with a CSV file for each table, as `POST imports` takes them. 409 until it is done, and once it expired.
        """
        run = self.visible().filter(pk=id).first()
        if run is None:
            raise not_found(self.noun)
        if run.state != ExportState.DONE:
            raise refused(f"The export is {run.state}; only of one that is done there is a file. Ask for a new one.")
        try:
            file = path_of(run.id).open("rb")
        except FileNotFoundError as error:
            raise refused("The file of this export is gone. Ask for a new one.") from error
        record_download(run=run, **self.by)
        name = f"crossing-{run.finished_at:%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type=ZIP_TYPE)
