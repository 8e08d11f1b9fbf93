"""What every reference means: a row of the files, or a stored one. A reference to neither is a fault."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from implementation.imports.columns import Column
from implementation.imports.staging import ALL_BAD
from implementation.services.imports.keys import find_by_ref, stored_refs
from implementation.services.imports.registry import table_named
from implementation.services.imports.work import ImportTable, Work


def identify(work: Work) -> None:
    """Fill in the ids and references of all tables."""
    for table in work.tables.values():
        if table.spec.key == ("ref",):
            find_by_ref(table)
    for table in work.tables.values():
        for column in table.file.columns:
            if column.reference:
                _resolve(work, table, column)
    for table in work.tables.values():
        table.resolve()


def _resolve(work: Work, table: ImportTable, column: Column) -> None:
    """The files come first, then the database."""
    if column.reference in work.tables:
        _fill(table, column, column.reference)
    if work.staging.one(f"SELECT row FROM {table.name} WHERE {_open(column)} LIMIT 1") is None:
        return
    target = table_named(column.reference)(work)
    refs = work.staging.query(f"SELECT DISTINCT {column.name} FROM {table.name} WHERE {_open(column)}")
    _fill(table, column, stored_refs(work, target, refs))
    _add_unknown(work, table, column)


def _open(column: Column) -> str:
    return f"{column.name} IS NOT NULL AND {column.fields[0]} IS NULL"


def _fill(table: ImportTable, column: Column, known: str) -> None:
    table.staging.execute(
        f"UPDATE {table.name} SET {column.fields[0]} = "
        f"(SELECT known.id FROM {known} AS known WHERE known.ref = {table.name}.{column.name}) "
        f"WHERE {_open(column)}"
    )


def _add_unknown(work: Work, table: ImportTable, column: Column) -> None:
    """One fault for a table that was forgotten, else one for each row."""
    target = work.files.get(column.reference)
    if target is not None and not target.readable:
        return
    unknown = f"FROM {table.name} WHERE {_open(column)}"
    count, first = work.staging.one(f"SELECT count(*) {unknown}"), work.staging.one(f"SELECT {column.name} {unknown}")
    known = f"SELECT row FROM {table.name} WHERE {column.fields[0]} IS NOT NULL LIMIT 1"
    if target is None and count and work.staging.one(known) is None:
        work.faults.add(
            "missing_table",
            f"{table.file.file} refers to {count} rows of {column.reference}, such as {first}, and none is stored. "
            f"Add {column.reference}.csv.",
            file=work.file_of(column.reference),
        )
        _set_aside(work, table, column)
        return
    here = f"in {target.file} nor stored" if target else f"stored, and there is no {column.reference}.csv"
    for row, ref in work.staging.query(f"SELECT row, {column.name} {unknown} ORDER BY row"):
        remedy = f"{ref} is not {here}. Mend the ref, or add the row that it refers to."
        table.add_fault("unknown_reference", remedy, row=row, column=column.name, value=ref)
    _set_aside(work, table, column)


def _set_aside(work: Work, table: ImportTable, column: Column) -> None:
    """What depends on the reference is not checked, so that one mistake is told once."""
    work.staging.execute(
        f"UPDATE {table.name} SET bad = bad || ' {column.name} ' WHERE {_open(column)} AND bad != ?",
        (ALL_BAD,),
    )
