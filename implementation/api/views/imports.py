"""Imports of whole portfolios, done in the background."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import UPDATED_SINCE
from implementation.api.serializers import EndingImport
from implementation.api.serializers.imports import (
    ImportFacts,
    ImportRunAnswer,
    ImportRunWithFaultsAnswer,
    ImportTransition,
)
from implementation.http.actions import CreateAction, ListAction, ReadAction
from implementation.http.files import ZIP_TYPE
from implementation.http.parameters import choices
from implementation.http.parsers import StrictJSONParser, UploadParser
from implementation.http.problems import not_found
from implementation.models import ImportRun, ImportState
from implementation.services.imports.runs import cancel_import, request_import
from implementation.services.imports.template import FILENAME, MEDIA_TYPE, template
from implementation.services.imports.undo import request_undo
from implementation.services.imports.uploads import zip_left_out


class ImportView(ListAction, ReadAction, CreateAction):
    """Runs of imports. Post the files, then read the run until `finished_at` is there."""

    noun, model = "import", ImportRun
    scopes = {
        **dict.fromkeys(("list", "retrieve", "left_out", "template"), "imports:read"),
        **dict.fromkeys(("create", "transition"), "imports:write"),
    }
    unbound_only = frozenset({"create", "transition"})
    untagged = frozenset({"list", "left_out", "template"})
    files = {"left_out": ZIP_TYPE, "template": MEDIA_TYPE}
    parser_classes = [UploadParser]
    answers = ImportRunAnswer
    other_answers = dict.fromkeys(("retrieve", "create", "transition"), ImportRunWithFaultsAnswer)
    requests = {"create": ImportFacts, "transition": ImportTransition}
    filters = {"state": choices("state__in", ImportState.values, "Runs in these states."), **UPDATED_SINCE}

    def make(self, fields: dict[str, Any]) -> ImportRun:
        return request_import(**fields, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions", parser_classes=[StrictJSONParser])
    def transition(self, request: Request, id: UUID) -> Response:
        """Cancel an import, or undo one.

        `cancelled`: one that is running stops within seconds and writes nothing. `undone`: what one made is removed,
        and what it changed is as before; refused where anything was built on it since (`import-built-on`). One of
        more than 20,000 rows is `undoing` until a job has done so.
        """
        self.expect(id)
        end = request_undo if self.parse()["to"] == EndingImport.UNDONE else cancel_import
        end(run_id=id, **self.by)
        return self.answer(id)

    @action(detail=True, methods=["get"], url_path="left-out")
    def left_out(self, request: Request, id: UUID) -> HttpResponse:
        """Rows that were left out, as a ZIP.

        The tables with a column `fault`: corrected, they can be posted as they are. Kept for 30 days.
        """
        self.expect(id)
        packed = zip_left_out(id)
        if packed is None:
            raise not_found("file of rows that were left out")
        return _download(packed, ZIP_TYPE, f"left-out-{id}.zip")

    @action(detail=False, methods=["get"], url_path="template")
    def template(self, request: Request) -> HttpResponse:
        """The workbook to fill in.

        A sheet for each table, with notes on the columns and choices to pick from.
        """
        return _download(template(), MEDIA_TYPE, FILENAME)


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
