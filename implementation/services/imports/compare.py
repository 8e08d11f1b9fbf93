"""Comparing staged rows with the stored ones: what is new, changed or equal, and what cannot be.

Reads the database and writes the staging file only. An equal row is left out of everything that follows.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from typing import Any

from implementation.imports.staging import ALL_BAD, CHANGED, NEW, SAME
from implementation.services.imports.work import Fields, ImportTable, Work

_Mark = tuple[str, str | None, int]


def compare(work: Work) -> None:
    """Give every staged row of every table its outcome."""
    done = 0
    for table in work.tables.values():
        work.progress("checking", done, work.rows)
        if not table.checks_new_rows:
            table.staging.execute(f"UPDATE {table.name} SET outcome = ? WHERE is_new = 1 AND bad = ''", (NEW,))
        done = _compare_rows(work, table, done)
        table.check_together()
    work.progress("checking", work.rows, work.rows)


def counts(table: ImportTable) -> dict[str, int]:
    """How many rows of each outcome."""
    found = dict(table.staging.query(f"SELECT outcome, count(*) FROM {table.name} GROUP BY outcome"))
    return {"created": found.get(NEW, 0), "updated": found.get(CHANGED, 0), "unchanged": found.get(SAME, 0)}


def difference(existing: Fields, final: Fields) -> tuple[Fields, Fields]:
    """Before and after of the fields that differ."""
    changed = [name for name, value in final.items() if existing[name] != value]
    return {name: existing[name] for name in changed}, {name: final[name] for name in changed}


def _compare_rows(work: Work, table: ImportTable, done: int) -> int:
    columns = ("id", "bad", "is_new", *table.fields)
    where = f"outcome IS NULL AND bad != '{ALL_BAD}'"
    for batch in table.staging.batches(table.name, columns, where=where):
        marks = _marks(table, batch)
        table.staging.execute_many(f"UPDATE {table.name} SET outcome = ?, was_golive_id = ? WHERE row = ?", marks)
        work.progress("checking", min(done + batch[-1][0], work.rows), work.rows)
    return done + table.file.rows


def _marks(table: ImportTable, batch: list[tuple[Any, ...]]) -> list[_Mark]:
    stored = table.load([row_id for _, row_id, _, is_new, *_ in batch if not is_new])
    also = table.also_stated([row for row, *_ in batch])
    marks: list[_Mark] = []
    for row, row_id, bad, _, *values in batch:
        stated = {**dict(zip(table.fields, values, strict=True)), **also.get(row, {})}
        existing = stored.get(row_id)
        final = table.final(row, row_id, stated, existing)
        merged = {**(existing or {}), **final}
        table.trouble_faults(row, bad, table.troubles(merged, existing), merged)
        if not bad:
            marks.append((*_outcome(table, row, final, existing), row))
    return marks


def _outcome(table: ImportTable, row: int, final: Fields, existing: Fields | None) -> tuple[str, str | None]:
    """The outcome, and the go-live that the row leaves."""
    if existing is None:
        return NEW, None
    before, after = difference(existing, final)
    if "golive_id" in after and not table.moves_between_golives:
        remedy = "The row belongs to another go-live already. Give the new one a ref of its own."
        table.add_fault("other_golive", remedy, row=row, column="golive_ref")
    return CHANGED if after else SAME, before.get("golive_id")
