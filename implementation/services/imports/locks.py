"""Which stored go-lives an import must lock: all that it changes, or that something under them is changed of."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Iterator
from uuid import UUID

from implementation.imports.staging import CHANGED, NEW, SAME
from implementation.services.imports.work import ImportTable, Work


def golives_to_lock(work: Work) -> list[UUID]:
    """In id order, as every service locks them."""
    new = _new_golives(work)
    return sorted({one for table in work.tables.values() for one in _reached(table)} - new)


def changes_anything(work: Work) -> bool:
    """False: every row is stored as it is stated."""
    return any(
        work.staging.one(f"SELECT row FROM {name} WHERE outcome != ? LIMIT 1", (SAME,)) is not None
        for name in work.tables
    )


def _reached(table: ImportTable) -> Iterator[UUID]:
    yield from table.also_touched()
    if not table.golive_column:
        return
    rows = table.staging.query(
        f"SELECT DISTINCT {table.golive_column}, was_golive_id FROM {table.name} WHERE outcome IN (?, ?)",
        (NEW, CHANGED),
    )
    for golive_ids in rows:
        yield from (UUID(hex=golive_id) for golive_id in golive_ids if golive_id)


def _new_golives(work: Work) -> set[UUID]:
    if "go_lives" not in work.tables:
        return set()
    return {UUID(hex=row_id) for (row_id,) in work.staging.query("SELECT id FROM go_lives WHERE is_new = 1")}
