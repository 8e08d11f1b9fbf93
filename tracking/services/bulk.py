"""Many rows in one statement: what `bulk_create` does, without quoting each value by itself.

On PostgreSQL the rows travel as one JSON text, which the database takes apart; on SQLite the statement is prepared
once and run row by row. Placeholders or arrays for each value take longer to write than the rows to store.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model

_INSERT = "INSERT INTO {table} ({columns}) {rows} ON CONFLICT {conflict}"


def insert_rows(rows: Sequence[Model], *, conflict: str, leave_out: frozenset[str] = frozenset()) -> None:
    """Insert the rows of one model; `conflict` is what follows ON CONFLICT, with `{table}` for the table.

    Columns to `leave_out` are given by the database. What JSON does not know as a number (NaN) must not be in the
    rows.
    """
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if field.column not in leave_out]
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"  # noqa: S608 (names)
            listed = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
            cursor.execute(_statement(table, columns, source, conflict), [orjson.dumps(listed).decode()])
        else:
            source = f"VALUES ({', '.join(['%s'] * len(fields))})"
            cursor.executemany(_statement(table, columns, source, conflict), [_prepared(fields, row) for row in rows])


def _statement(table: str, columns: str, rows: str, conflict: str) -> str:
    return _INSERT.format(table=table, columns=columns, rows=rows, conflict=conflict.format(table=table))


def _prepared(fields: Sequence[Any], row: Model) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
