"""Stores measures: one statement for many rows, which leaves a row alone where a newer one is there already."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tracking.models import GoLiveMeasure

_UPSERT = """
    INSERT INTO {table} ({columns}) {rows}
    ON CONFLICT (golive_id) DO UPDATE SET {changes}
    WHERE excluded.revision > {table}.revision
       OR (excluded.revision = {table}.revision AND excluded.as_of >= {table}.as_of)
"""


def store(measures: Sequence[GoLiveMeasure]) -> None:
    """Insert or replace. Newer is: a higher revision, or the same one as of the same day or a later one.

    A condition in the statement, since Django's bulk upsert takes none, and reading before writing would race. On
    PostgreSQL an array for each column, on SQLite the same statement row by row: placeholders for each value would
    take longer to read than the rows to store.
    """
    if not measures:
        return
    fields = list(GoLiveMeasure._meta.concrete_fields)
    rows = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in measures]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_statement(fields, f"SELECT * FROM unnest({arrays})"), columns)
        else:
            cursor.executemany(_statement(fields, f"VALUES ({', '.join(['%s'] * len(fields))})"), rows)


def _statement(fields: Sequence[Any], rows: str) -> str:
    columns = [connection.ops.quote_name(field.column or field.name) for field in fields]
    return _UPSERT.format(
        table=connection.ops.quote_name(GoLiveMeasure._meta.db_table),
        columns=", ".join(columns),
        rows=rows,
        changes=", ".join(f"{column} = excluded.{column}" for column in columns[1:]),
    )
