"""barriers: what blocked a task or a whole go-live. They may overlap."""

from collections.abc import Iterator

from implementation.imports import columns
from implementation.imports.tables import TableSpec
from implementation.models import Barrier
from implementation.models.vocabulary import BarrierKind, Side
from implementation.services.imports.same_golive import refuse_tasks_of_others
from implementation.services.imports.work import Fields, ImportTable, Trouble


class Barriers(ImportTable):
    spec = TableSpec(
        "barriers",
        (
            columns.own_ref("barrier_ref"),
            columns.reference("golive_ref", "go_lives", "golive_id", required=True),
            columns.choice("kind", BarrierKind.values, required=True),
            columns.day("opened_on", past=True, required=True),
            columns.day("closed_on", past=True),
            columns.choice("side", Side.values),
            columns.reference("task_ref", "tasks", "task_id"),
            columns.text("note"),
        ),
    )
    model = Barrier
    known = ("golive_id", "kind", "opened_on", "closed_on", "side", "task_id", "note", "ref")
    created_kind = "barrier.opened"
    changed_kind = "barrier.changed"

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        closed_on = merged.get("closed_on")
        if closed_on and merged["opened_on"] and closed_on < merged["opened_on"]:
            remedy = f"The barrier is closed before it was opened ({merged['opened_on']}); mend one of the two."
            yield Trouble(("closed_on", "opened_on"), "dates_out_of_order", remedy)

    def check_together(self) -> None:
        refuse_tasks_of_others(self)
