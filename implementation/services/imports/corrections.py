"""Time entries that replace others. The replaced one stays, and is no longer current: no sum counts it."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from implementation.imports.staging import CHANGED, NEW, Staging, in_batches
from implementation.models import TimeEntry
from implementation.planning.graph import cycle_in_words, find_cycles
from implementation.services.change import Change
from implementation.services.imports.work import ImportTable

_AT_ONCE = 500
_STORED = "replaced_entries"


def find_replaced(staging: Staging, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
    """Of these refs, the stored entries that are replaced, or voided; the latest of each."""
    if not staging.has_table(_STORED):
        _read_replaced(staging)
    for ref in refs:
        for row_id, golive_id in staging.query(f"SELECT id, golive_id FROM {_STORED} WHERE ref = ?", (ref,)):
            yield ref, UUID(hex=row_id), UUID(hex=golive_id)


def _read_replaced(staging: Staging) -> None:
    """All of them, once: they are few, and no index finds them by ref."""
    staging.execute(f"CREATE TABLE {_STORED} (ref TEXT PRIMARY KEY, id, golive_id)")
    rows = TimeEntry.objects.filter(current=False, ref__isnull=False).order_by("-id")
    for batch in in_batches(rows.values_list("ref", "id", "golive_id").iterator()):
        staging.insert(_STORED, ("ref", "id", "golive_id"), [(ref, a.hex, b.hex) for ref, a, b in batch])


def replaced_in(table: ImportTable) -> frozenset[str]:
    """The ids of entries that rows of the file replace."""
    table.staging.index("time_entries", "replaces_id")
    return frozenset(row_id for (row_id,) in table.staging.query(f"SELECT DISTINCT {_TARGETS}"))


_TARGETS = "replaces_id FROM time_entries WHERE replaces_id IS NOT NULL"
_WRITTEN = f"{_TARGETS} AND outcome IN ('{NEW}', '{CHANGED}')"


def refuse_impossible(table: ImportTable) -> None:
    """An entry is replaced once, and not in a circle."""
    _refuse_replaced_twice(table)
    _refuse_replaced_by_stored(table)
    _refuse_circles(table)


def _refuse_replaced_twice(table: ImportTable) -> None:
    rows = table.staging.query(
        f"SELECT replaces_id, row, replaces_ref FROM time_entries WHERE replaces_id IN "
        f"(SELECT {_TARGETS} GROUP BY replaces_id HAVING count(*) > 1) ORDER BY 1, 2"
    )
    for _, same in groupby(rows, key=lambda row: row[0]):
        first, *others = same
        for _, row, ref in others:
            _add_replaced_twice(table, row, ref, f"row {first[1]}")


def _refuse_replaced_by_stored(table: ImportTable) -> None:
    for batch in in_batches(table.staging.query(f"SELECT id, row, replaces_ref, {_TARGETS}"), _AT_ONCE):
        targets = [UUID(hex=replaces_id) for *_, replaces_id in batch]
        stored = dict(TimeEntry.objects.filter(replaces_id__in=targets).values_list("replaces_id", "id"))
        for row_id, row, ref, replaces_id in batch:
            by = stored.get(UUID(hex=replaces_id))
            if by is not None and by.hex != row_id:
                _add_replaced_twice(table, row, ref, "a stored entry")


def _add_replaced_twice(table: ImportTable, row: int, ref: str, by: str) -> None:
    remedy = f"{ref} is replaced by {by} already. Replace that one instead."
    table.add_fault("replaced_twice", remedy, row=row, column="replaces_ref", value=ref)


def _refuse_circles(table: ImportTable) -> None:
    rows = list(table.staging.query(f"SELECT ref, replaces_ref, row, {_TARGETS} AND ref IS NOT NULL"))
    place = {ref: row for ref, _, row, _ in rows}
    for cycle in find_cycles({ref: [replaced] for ref, replaced, *_ in rows}):
        remedy = f"Entries replace each other in a circle: {cycle_in_words(cycle)}. Empty one of the cells."
        table.add_fault("cycle", remedy, row=place[cycle[0]], column="replaces_ref", value=cycle[0])


def golives_of_replaced(table: ImportTable) -> Iterator[UUID]:
    """The go-lives of stored entries that will be replaced."""
    for batch in _stored_targets(table):
        yield from TimeEntry.objects.filter(id__in=batch).values_list("golive_id", flat=True)


def retire_replaced(table: ImportTable, change: Change) -> None:
    """The stored entries that were replaced count no more; an event on the go-live of each."""
    for batch in _stored_targets(table):
        current = TimeEntry.objects.filter(id__in=batch, current=True)
        retired = sorted(current.values_list("golive_id", "id"))
        current.update(current=False, version=F("version") + 1, updated_at=timezone.now())
        table.work.written.changed(TimeEntry, {row_id.hex: {"current": True} for _, row_id in retired})
        for golive_id, of_one in groupby(retired, key=lambda entry: entry[0]):
            ids = [row_id for _, row_id in of_one]
            change.record_many("time-entry.corrected", ids, golive=change.golives[golive_id])


def _stored_targets(table: ImportTable) -> Iterator[list[UUID]]:
    new = "SELECT id FROM time_entries WHERE is_new = 1"
    targets = table.staging.query(f"SELECT DISTINCT {_WRITTEN} AND replaces_id NOT IN ({new})")
    yield from in_batches([UUID(hex=row_id) for (row_id,) in targets], _AT_ONCE)
