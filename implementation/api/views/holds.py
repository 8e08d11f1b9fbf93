"""Holds."""

from typing import Any
from uuid import UUID

from implementation.api.filters import OF_GOLIVE, READS, REF, crud
from implementation.api.serializers.holds import HoldAnswer, HoldChange, HoldFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.parameters import flag
from implementation.models import Hold
from implementation.services.holds import change_hold, open_hold


class HoldView(ListAction, UpsertAction, BulkAction):
    """Paused intervals of go-lives. Stating `ends_on`, the last day of the pause, ends one."""

    noun, model, revision = "hold", Hold, "golive__revision"
    scopes = crud("holds")
    for_customers = READS
    answers = HoldAnswer
    requests = {"create": HoldFacts, "partial_update": HoldChange}
    filters = {
        **OF_GOLIVE,
        "open": flag("ends_on__isnull", "Only open ones, or only those that ended."),
        **REF,
    }

    def make(self, fields: dict[str, Any]) -> Hold:
        golive = fields.pop("go_live")
        return open_hold(golive_id=golive.id, fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_hold(hold_id=row_id, fields=fields, version=version, **self.by)
