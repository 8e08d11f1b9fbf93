"""Stores measures: one statement for many rows, which leaves a row alone where a newer one is there already."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tracking.models import GoLiveMeasure

_ROWS = 200
_UPSERT = """
    INSERT INTO {table} ({columns}) VALUES {rows}
    ON CONFLICT (golive_id) DO UPDATE SET {changes}
    WHERE excluded.revision > {table}.revision
       OR (excluded.revision = {table}.revision AND excluded.as_of >= {table}.as_of)
"""


def store(measures: Sequence[GoLiveMeasure]) -> None:
    """Insert or replace. Newer is: a higher revision, or the same one as of the same day or a later one.

    A condition in the statement, since Django's bulk upsert takes none, and reading before writing would race.
    """
    fields = list(GoLiveMeasure._meta.concrete_fields)
    for start in range(0, len(measures), _ROWS):
        rows = measures[start : start + _ROWS]
        with connection.cursor() as cursor:
            cursor.execute(_statement(fields, len(rows)), _parameters(fields, rows))


def _statement(fields: Sequence[Any], rows: int) -> str:
    columns = [connection.ops.quote_name(field.column or field.name) for field in fields]
    row = f"({', '.join(['%s'] * len(columns))})"
    return _UPSERT.format(
        table=connection.ops.quote_name(GoLiveMeasure._meta.db_table),
        columns=", ".join(columns),
        rows=", ".join([row] * rows),
        changes=", ".join(f"{column} = excluded.{column}" for column in columns[1:]),
    )


def _parameters(fields: Sequence[Any], rows: Sequence[GoLiveMeasure]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
