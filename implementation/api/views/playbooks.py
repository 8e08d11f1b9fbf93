"""Playbooks and their versions, for reading; they are published from files."""

from implementation.api.filters import UPDATED_SINCE
from implementation.api.serializers.playbooks import (
    PlaybookAnswer,
    PlaybookVersionAnswer,
    PlaybookVersionWithTasksAnswer,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.parameters import identifier, text
from implementation.http.views import Row
from implementation.models import Playbook, PlaybookVersion
from implementation.models.playbook_contents import lines_of

_SCOPES = {"list": "playbooks:read", "retrieve": "playbooks:read"}


class PlaybookView(ListAction, ReadAction):
    """Reusable checklists."""

    noun, model = "playbook", Playbook
    scopes = _SCOPES
    answers = PlaybookAnswer
    filters = {
        "key": text("key", "The playbook of this key."),
        "product_type": text("product_type", "Playbooks for products of this type."),
        **UPDATED_SINCE,
    }


class PlaybookVersionView(ListAction, ReadAction):
    """Published versions of playbooks; they never change. Reading one shows its tasks."""

    noun, model = "playbook version", PlaybookVersion
    scopes = _SCOPES
    answers = PlaybookVersionAnswer
    other_answers = {"retrieve": PlaybookVersionWithTasksAnswer}
    filters = {
        "playbook": identifier("playbook_id", "Versions of this playbook."),
        "key": text("playbook__key", "Versions of the playbook of this key."),
        **UPDATED_SINCE,
    }

    def attach(self, rows: list[Row]) -> None:
        if self.action != "retrieve":
            return
        lines = lines_of([row["id"] for row in rows])
        for row in rows:
            row["tasks"] = lines[row["id"]]
