"""Barriers."""

from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet

from implementation.api.filters import OF_GOLIVE, READS, REF, crud
from implementation.api.serializers.barriers import BarrierAnswer, BarrierChange, BarrierFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.parameters import choices, flag, identifier
from implementation.models import Barrier, Task
from implementation.models.vocabulary import BarrierKind
from implementation.reads.checklists import Ids
from implementation.services.barriers import change_barrier, open_barrier


class BarrierView(ListAction, UpsertAction, BulkAction):
    """What blocks a task or a whole go-live. Stating `closed_on` closes it."""

    noun, model, revision = "barrier", Barrier, "golive__revision"
    scopes = crud("barriers")
    for_customers = READS
    answers = BarrierAnswer
    requests = {"create": BarrierFacts, "partial_update": BarrierChange}
    filters = {
        **OF_GOLIVE,
        "task": identifier("task_id", "Barriers of this task."),
        "kind": choices("kind__in", BarrierKind.values, "Barriers of these kinds."),
        "open": flag("closed_on__isnull", "Only open ones, or only closed ones."),
        **REF,
    }

    def visible(self) -> QuerySet[Any]:
        tasks = Task.objects.visible_to(self.actor).filter(blocked_by=OuterRef("pk")).order_by("id")
        rows: QuerySet[Any] = super().visible().annotate(namers=Ids(tasks.values(one=F("id"))))
        return rows

    def make(self, fields: dict[str, Any]) -> Barrier:
        golive, task = fields.pop("go_live"), fields.pop("task", None)
        return open_barrier(golive_id=golive.id, task_id=task and task.id, fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_barrier(barrier_id=row_id, fields=fields, version=version, **self.by)
