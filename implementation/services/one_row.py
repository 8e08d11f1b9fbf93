"""Storing one row by one statement, without the detours of Django's `save`, which take longer than the database.

For the writes that are done most. There are no signals here, as nobody listens to any, and keys are not read back.
"""

from collections.abc import Collection
from typing import Any

from django.db import DatabaseError, connection, models


def insert(row: models.Model) -> None:
    """Store a new row. What the database counts up by itself is left to it."""
    text, values = _insertion(row)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
    row._state.adding = False


def insert_and_raise(row: models.Model, raised: models.Model, number: str) -> None:
    """The same, and raise a number of another row by one: in one round trip where the database can."""
    text, values = _insertion(row)
    meta = raised._meta
    column = meta.get_field(number).column  # type: ignore[union-attr]  # a concrete field
    raising = f'UPDATE "{meta.db_table}" SET "{column}" = "{column}" + 1 WHERE "{meta.pk.column}" = %s'  # noqa: S608
    key = _stored(raised, meta.pk, adding=False)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH raised AS ({raising}) {text}", [key, *values])
        else:
            cursor.execute(text, values)
            cursor.execute(raising, [key])
    row._state.adding = False


def _insertion(row: models.Model) -> tuple[str, list[Any]]:
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    text = f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608 - names of ours
    return text, [_stored(row, field, adding=True) for field in fields]


def update(row: models.Model, names: Collection[str]) -> None:
    """Store these fields of a row that is there. Raises DatabaseError where it is not."""
    fields = [row._meta.get_field(name) for name in names]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]  # concrete fields
    key = row._meta.pk
    values = [_stored(row, field, adding=False) for field in (*fields, key)]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET {changes} WHERE "{key.column}" = %s', values)  # noqa: S608
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is not stored (any more), so it cannot be changed.")


def _stored(row: models.Model, field: Any, *, adding: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, adding), connection)
