"""Moves of targets."""

from typing import Any
from uuid import UUID

from implementation.api.filters import OF_GOLIVE, READS, REF
from implementation.api.serializers.target_changes import TargetChangeAnswer, TargetChangeFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import ByRefAction
from implementation.http.serializers import Strict
from implementation.http.views import Row
from implementation.models import TargetChange
from implementation.services.rough_dates import middled
from implementation.services.target_changes import move_target


class TargetChangeView(ListAction, ByRefAction, BulkAction):
    """Where the target stood and why it moved. History: made, never changed."""

    noun, model, revision = "target change", TargetChange, "golive__revision"
    for_customers = READS
    scopes = {
        "list": "target-changes:read",
        "retrieve": "target-changes:read",
        "read_by_ref": "target-changes:read",
        "create": "target-changes:write",
        "put_by_ref": "target-changes:write",
        "bulk": "target-changes:write",
    }
    answers = TargetChangeAnswer
    requests = {"create": TargetChangeFacts}
    of_making = frozenset({"allow_compression"})
    filters = {**OF_GOLIVE, **REF}

    def make(self, fields: dict[str, Any]) -> TargetChange:
        golive = fields.pop("go_live")
        return move_target(golive_id=golive.id, **fields, **self.by)

    def changeable(self, row_id: UUID, fields: Row) -> Row:
        return super().changeable(row_id, middled(fields))

    def change_body(self) -> type[Strict]:
        """Nothing of a move can change."""
        return Strict

    def settle(self, row_id: UUID, fields: Row, version: int | None) -> UUID:
        """Nothing is left to change: whatever differed was refused."""
        return row_id
