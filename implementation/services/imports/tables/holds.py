"""holds: paused intervals of go-lives. `ends_on` is the last day of the pause; two of a go-live never overlap."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from uuid import UUID

from implementation.imports import columns
from implementation.imports.staging import in_batches
from implementation.imports.tables import TableSpec
from implementation.models import Hold
from implementation.models.vocabulary import Side
from implementation.services.imports.plain import plain_value
from implementation.services.imports.work import Fields, ImportTable, Trouble

_FOR_EVER = "9999-12-31"


class Holds(ImportTable):
    spec = TableSpec(
        "holds",
        (
            columns.own_ref("hold_ref"),
            columns.reference("golive_ref", "go_lives", "golive_id", required=True),
            columns.day("starts_on", past=True, required=True),
            columns.day("ends_on", past=True),
            columns.choice("side", Side.values),
            columns.text("reason"),
        ),
    )
    model = Hold
    known = ("golive_id", "starts_on", "ends_on", "side", "reason", "ref")
    created_kind = "hold.opened"
    changed_kind = "hold.changed"
    moves_between_golives = True

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        ends_on = merged.get("ends_on")
        if ends_on and merged["starts_on"] and ends_on < merged["starts_on"]:
            remedy = f"The hold ends before it starts ({merged['starts_on']}); mend one of the two."
            yield Trouble(("ends_on", "starts_on"), "dates_out_of_order", remedy)

    def check_together(self) -> None:
        """Overlaps among the rows of the file, and with holds that are stored and not in it."""
        self._gather()
        intervals = self.staging.query(
            "SELECT golive_id, starts_on, coalesce(ends_on, ?), row FROM hold_intervals ORDER BY 1, 2, 4", (_FOR_EVER,)
        )
        for _, of_one in groupby(intervals, key=lambda interval: interval[0]):
            self._refuse_overlaps(interval[1:] for interval in of_one)

    def _gather(self) -> None:
        """Every hold of these go-lives as it would be stored. Row 0: a hold that is not in the file."""
        self.staging.execute("CREATE TABLE hold_intervals (id TEXT PRIMARY KEY, golive_id, starts_on, ends_on, row)")
        self.staging.execute(
            "INSERT INTO hold_intervals SELECT id, golive_id, starts_on, ends_on, row FROM holds "
            "WHERE golive_id IS NOT NULL AND starts_on IS NOT NULL AND bad = ''"
        )
        golives = self.staging.query("SELECT DISTINCT golive_id FROM holds WHERE golive_id IS NOT NULL")
        for batch in in_batches([UUID(hex=golive_id) for (golive_id,) in golives], 500):
            stored = Hold.objects.filter(golive_id__in=batch).values_list("id", "golive_id", "starts_on", "ends_on")
            rows = [(*map(plain_value, hold), 0) for hold in stored]
            self.staging.insert("hold_intervals", ("id", "golive_id", "starts_on", "ends_on", "row"), rows)
            if not self.states("ends_on"):
                ends = [(ends_on, row_id) for row_id, _, _, ends_on, _ in rows]
                self.staging.execute_many("UPDATE hold_intervals SET ends_on = ? WHERE id = ?", ends)

    def _refuse_overlaps(self, intervals: Iterable[tuple[str, str, int]]) -> None:
        """The intervals are in order of their start."""
        last = ("", "", 0)
        for starts_on, ends_on, row in intervals:
            if starts_on <= last[1] and (row or last[2]):
                self._add_overlap(last, (starts_on, ends_on, row))
            if ends_on > last[1]:
                last = (starts_on, ends_on, row)

    def _add_overlap(self, first: tuple[str, str, int], second: tuple[str, str, int]) -> None:
        here, there = (second, first) if second[2] else (first, second)
        other = f"that of row {there[2]}" if there[2] else "a stored hold"
        until = "now" if there[1] == _FOR_EVER else there[1]
        remedy = f"It overlaps {other}, {there[0]} to {until}; mend the dates of one of them."
        self.add_fault("overlapping_holds", remedy, row=here[2], column="starts_on", value=here[0])
