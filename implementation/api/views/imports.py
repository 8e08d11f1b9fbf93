"""Imports of whole portfolios, done in the background."""

from typing import Any

from implementation.api.filters import UPDATED_SINCE
from implementation.api.serializers.imports import ImportFacts, ImportRunAnswer, ImportRunWithFaultsAnswer
from implementation.http.parameters import choices
from implementation.http.parsers import UploadParser
from implementation.http.views import CreateAction, ListAction, ReadAction
from implementation.models import ImportRun, ImportState
from implementation.services.imports.runs import request_import


class ImportView(ListAction, ReadAction, CreateAction):
    """Runs of imports. Post the files, then read the run until `finished_at` is there."""

    noun, model = "import", ImportRun
    scopes = {"list": "imports:read", "retrieve": "imports:read", "create": "imports:write"}
    unbound_only = frozenset({"create"})
    parser_classes = [UploadParser]
    answers = ImportRunAnswer
    other_answers = {"retrieve": ImportRunWithFaultsAnswer, "create": ImportRunWithFaultsAnswer}
    requests = {"create": ImportFacts}
    filters = {"state": choices("state__in", ImportState.values, "Runs in these states."), **UPDATED_SINCE}

    def make(self, fields: dict[str, Any]) -> ImportRun:
        return request_import(**fields, **self.by)
