"""time_entries: hours of help on a day by a person. With the customer they are hand-holding, also where unsaid.

A row with `replaces_ref` is a correction: the entry that it replaces stays, and is in no sum any more. What an entry
replaces is stated once; an empty cell withdraws nothing.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from implementation.imports import columns
from implementation.imports.tables import TableSpec
from implementation.models import TimeEntry
from implementation.models.time_entries import Activity
from implementation.services.change import Change
from implementation.services.imports import corrections
from implementation.services.imports.hours_warnings import warn_of_odd_hours
from implementation.services.imports.same_golive import refuse_tasks_of_others
from implementation.services.imports.work import Fields, ImportTable, Trouble, Work


class TimeEntries(ImportTable):
    spec = TableSpec(
        "time_entries",
        (
            columns.own_ref("entry_ref"),
            columns.reference("golive_ref", "go_lives", "golive_id", required=True),
            columns.day("worked_on", past=True, required=True),
            columns.hours_of_a_day("hours", "minutes"),
            columns.text("person", longest=200),
            columns.choice("activity", Activity.values, empty=Activity.OTHER.value),
            columns.text("label", longest=80),
            columns.truth("with_customer", empty=None),
            columns.reference("task_ref", "tasks", "task_id"),
            columns.text("note"),
            columns.reference("replaces_ref", "time_entries", "replaces_id"),
        ),
    )
    model = TimeEntry
    known = (
        "golive_id", "worked_on", "minutes", "person", "activity", "label", "with_customer", "task_id", "note",
        "replaces_id", "ref",
    )  # fmt: skip
    created_kind = "time-entry.logged"
    changed_kind = "time-entry.changed"
    moves_between_golives = True
    checks_new_rows = False

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._replaced: frozenset[str] = frozenset()

    def find(self, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
        """The current entry of a ref; where there is none, the one that was replaced last."""
        current = set()
        for ref, row_id, golive_id in TimeEntry.objects.filter(ref__in=refs, current=True).values_list(
            "ref", "id", "golive_id"
        ):
            current.add(ref)
            yield str(ref), row_id, golive_id
        yield from corrections.find_replaced(self.staging, [ref for ref in refs if ref not in current])

    def resolve(self) -> None:
        self._replaced = corrections.replaced_in(self)

    def complete(self, row: int, row_id: str, stated: Fields, existing: Fields | None) -> Fields:
        if stated.get("with_customer", True) is None:
            stated["with_customer"] = True
        if "with_customer" in stated:
            stated["with_customer"] = bool(stated["with_customer"])
        if existing is None:
            stated["current"] = row_id not in self._replaced
        elif stated.get("replaces_id", "") is None:
            stated["replaces_id"] = existing["replaces_id"]
        return stated

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        if existing is None:
            return
        if existing["replaces_id"] not in (None, merged["replaces_id"]):
            remedy = "The entry replaces another one already. Give this correction a ref of its own."
            yield Trouble(("replaces_ref",), "contradiction", remedy)
        moved = merged["golive_id"] != existing["golive_id"]
        if moved and merged["task_id"] and not self.states("task_ref"):
            remedy = "The entry moves to another go-live, but its task stays behind. Add the column task_ref."
            yield Trouble(("golive_ref",), "other_golive", remedy)

    def check_together(self) -> None:
        refuse_tasks_of_others(self)
        corrections.refuse_impossible(self)
        warn_of_odd_hours(self)

    def also_touched(self) -> Iterator[UUID]:
        yield from corrections.golives_of_replaced(self)

    def write_together(self, change: Change) -> None:
        corrections.retire_replaced(self, change)
