"""Moves of targets."""

from typing import Any

from implementation.api.filters import OF_GOLIVE, REF
from implementation.api.serializers.target_changes import TargetChangeAnswer, TargetChangeFacts
from implementation.http.views import CreateAction, ListAction, ReadAction
from implementation.models import TargetChange
from implementation.services.target_changes import move_target


class TargetChangeView(ListAction, ReadAction, CreateAction):
    """Where the target stood and why it moved. History: made, never changed."""

    noun, model, revision = "target change", TargetChange, "golive__revision"
    scopes = {
        "list": "target-changes:read",
        "retrieve": "target-changes:read",
        "create": "target-changes:write",
    }
    answers = TargetChangeAnswer
    requests = {"create": TargetChangeFacts}
    filters = {**OF_GOLIVE, **REF}

    def make(self, fields: dict[str, Any]) -> TargetChange:
        golive = fields.pop("go_live")
        return move_target(golive_id=golive.id, **fields, **self.by)
