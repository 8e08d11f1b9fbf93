"""target_changes: where the target stood and why it moved. Rows have no ref: go-live, day announced and new target
tell them apart, and where a target was left and returned to on one day, the how-manieth of these it is."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from implementation.imports import columns
from implementation.imports.staging import ALL_BAD, in_batches
from implementation.imports.tables import TableSpec
from implementation.models import GoLive, TargetChange
from implementation.models.vocabulary import BarrierKind
from implementation.services.change import Change
from implementation.services.imports.keys import number_new
from implementation.services.imports.plain import plain_value
from implementation.services.imports.targets import last_targets
from implementation.services.imports.work import Fields, ImportTable, Trouble
from implementation.services.values import apply_changes

_MOVE = ("golive_id", "announced_on", "new_target_on")
_KEY = (*_MOVE, "again")
# A row that leads where the one before it, announced on the same day, had led already: the number of that row. Moves
# whose day nobody states are in no order, so there each target is stated once.
_STATED_TWICE = f"""
    SELECT row, new_target_on, CASE
        WHEN announced_on IS NULL THEN first_value(row) OVER of_target
        WHEN new_target_on IS lag(new_target_on) OVER of_day
            AND new_target_on_precision IS lag(new_target_on_precision) OVER of_day THEN lag(row) OVER of_day
    END AS earlier
    FROM target_changes WHERE golive_id IS NOT NULL AND new_target_on IS NOT NULL
    WINDOW of_day AS (PARTITION BY golive_id, announced_on ORDER BY row),
        of_target AS (PARTITION BY {", ".join(_MOVE)} ORDER BY row)
"""
_NUMBERED = f"""
    SELECT row_number() OVER (PARTITION BY {", ".join(_MOVE)} ORDER BY row) - 1, row
    FROM target_changes WHERE bad != ?
"""


class TargetChanges(ImportTable):
    spec = TableSpec(
        "target_changes",
        (
            columns.reference("golive_ref", "go_lives", "golive_id", required=True),
            columns.rough_day("new_target_on", required=True),
            columns.rough_day("announced_on", past=True),
            columns.rough_day("old_target_on"),
            columns.text("reason"),
            columns.choice("barrier", BarrierKind.values),
        ),
        key=_KEY,
        extra=("again",),
    )
    model = TargetChange
    known = (
        "golive_id", "announced_on", "announced_on_precision", "old_target_on", "old_target_on_precision",
        "new_target_on", "new_target_on_precision", "reason", "barrier", "again",
    )  # fmt: skip
    created_kind = "target-change.announced"
    changed_kind = "target-change.changed"

    def resolve(self) -> None:
        self._refuse_stated_twice()
        numbered = list(self.staging.query(_NUMBERED, (ALL_BAD,)))
        self.staging.execute_many("UPDATE target_changes SET again = ? WHERE row = ?", numbered)
        golives = self.staging.query("SELECT DISTINCT golive_id FROM target_changes WHERE golive_id IS NOT NULL")
        for batch in in_batches([UUID(hex=golive_id) for (golive_id,) in golives], 500):
            stored = TargetChange.objects.filter(golive_id__in=batch).values_list("id", *_KEY)
            self.staging.execute_many(
                "UPDATE target_changes SET id = ? "
                "WHERE golive_id = ? AND announced_on IS ? AND new_target_on = ? AND again = ?",
                [tuple(map(plain_value, change)) for change in stored],
            )
        number_new(self)

    def _refuse_stated_twice(self) -> None:
        """Such a row moves nothing: it is a fault, and goes no further."""
        self.staging.index("target_changes", *_MOVE)
        doubled = []
        for row, target, earlier in self.staging.query(f"{_STATED_TWICE} ORDER BY row"):
            if earlier is not None and earlier != row:
                remedy = f"Row {earlier} has the same new_target_on. Leave one of the two rows out, or give it another."
                self.add_fault("duplicate_ref", remedy, row=row, column="new_target_on", value=target)
                doubled.append((ALL_BAD, row))
        self.staging.execute_many("UPDATE target_changes SET bad = ? WHERE row = ?", doubled)

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        old = (merged.get("old_target_on"), merged.get("old_target_on_precision"))
        if old == (merged["new_target_on"], merged["new_target_on_precision"]):
            remedy = "The new target equals the old one. Leave the row out, or mend one of the two."
            yield Trouble(("new_target_on", "old_target_on"), "nothing_changes", remedy)

    def write_together(self, change: Change) -> None:
        """Targets of go-lives that are not in the files follow the changes; the others did so with their row."""
        staged = self.staging.has_table("go_lives")
        for golive_id, last in sorted(last_targets(self.staging).items()):
            golive = change.golives.get(UUID(hex=golive_id))
            in_files = staged and self.staging.one("SELECT row FROM go_lives WHERE id = ?", (golive_id,))
            if golive is None or in_files or not last.brought:
                continue
            target = {"target_on": date.fromisoformat(last.day), "target_on_precision": last.precision}
            before, after = apply_changes(golive, target)
            if after:
                self.work.written.changed(GoLive, {golive_id: before})
                change.record("go-live.changed", golive, golive=golive, before=before, after=after)
