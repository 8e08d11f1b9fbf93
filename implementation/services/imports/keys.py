"""Telling rows apart: refusing doubled keys, finding the rows that are stored already, numbering the new ones."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Iterable, Sequence
from typing import Any

from implementation.imports.staging import ALL_BAD, in_batches
from implementation.services.imports.work import ImportTable, Work

_REFS_AT_ONCE = 500


def find_by_ref(table: ImportTable) -> None:
    """Give each row the id of the stored row with its ref, or a new one."""
    refuse_duplicates(table, ("ref",), column=table.spec.columns[0].name)
    if table.model._default_manager.exists():
        refs = table.staging.query(f"SELECT ref FROM {table.name} WHERE ref IS NOT NULL AND bad != ?", (ALL_BAD,))
        stored = stored_refs(table.work, table, refs)
        table.staging.execute(
            f"UPDATE {table.name} SET id = (SELECT id FROM {stored} AS stored WHERE stored.ref = {table.name}.ref)"
        )
    number_new(table)


def refuse_duplicates(table: ImportTable, key: Sequence[str], *, column: str) -> None:
    """Each further row of a key is a fault and goes no further. The last part of the key is shown as the value."""
    table.staging.index(table.name, *key)
    keys = ", ".join(key)
    statement = f"""
        SELECT row, {key[-1]}, first FROM (
            SELECT row, {keys}, min(row) OVER (PARTITION BY {keys}) AS first
            FROM {table.name} WHERE {key[0]} IS NOT NULL AND {key[-1]} IS NOT NULL
        ) WHERE row > first ORDER BY row
    """
    doubled = []
    for row, value, first in table.staging.query(statement):
        remedy = f"Row {first} has the same {column}. Leave one of the two rows out, or give it another."
        table.add_fault("duplicate_ref", remedy, row=row, column=column, value=value)
        doubled.append((ALL_BAD, row))
    table.staging.execute_many(f"UPDATE {table.name} SET bad = ? WHERE row = ?", doubled)


def number_new(table: ImportTable) -> None:
    """Give an id to the rows that are not stored yet."""
    name = table.name
    table.staging.execute(f"UPDATE {name} SET is_new = 0 WHERE id IS NOT NULL")
    table.staging.execute(f"UPDATE {name} SET id = new_id(), is_new = 1 WHERE id IS NULL")
    table.staging.index(name, "id")


def stored_refs(work: Work, table: ImportTable, refs: Iterable[tuple[Any]]) -> str:
    """Look the refs up in the database; those that are there are added to the staging table that is returned.

    It has the columns ref, id and golive_id.
    """
    into = f"stored_{table.name}"
    work.staging.execute(f"CREATE TABLE IF NOT EXISTS {into} (ref TEXT PRIMARY KEY, id TEXT, golive_id TEXT)")
    for batch in in_batches(refs, _REFS_AT_ONCE):
        wanted = [ref for (ref,) in batch]
        found = [*table.find(wanted), *table.find_by_id(wanted)]
        rows = [(ref, row_id.hex, golive_id.hex if golive_id else None) for ref, row_id, golive_id in found]
        work.staging.insert(into, ("ref", "id", "golive_id"), rows)
    return into
