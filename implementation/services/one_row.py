"""Storing one row by one statement, without the detours of Django's `save`, which take longer than the database.

For the writes that are done most. There are no signals here, as nobody listens to any, and keys are not read back.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, models


@dataclass(frozen=True, slots=True)
class OneRow:
    """A statement that writes one row."""

    text: str
    values: list[Any]

    @classmethod
    def inserted(cls, row: models.Model) -> "OneRow":
        """A new row. What the database counts up by itself is left to it."""
        fields = [field for field in row._meta.concrete_fields if not isinstance(field, models.AutoField)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        places = ", ".join(["%s"] * len(fields))
        text = f'INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608 - names of ours
        return cls(text, [_stored(row, field, adding=True) for field in fields])

    @classmethod
    def updated(cls, row: models.Model, names: Collection[str]) -> "OneRow":
        """These fields of a row that is there."""
        fields = [row._meta.get_field(name) for name in names]
        changes = ", ".join(f'"{field.column}" = %s' for field in fields)  # type: ignore[union-attr]  # concrete fields
        key = row._meta.pk
        text = f'UPDATE "{row._meta.db_table}" SET {changes} WHERE "{key.column}" = %s'  # noqa: S608
        return cls(text, [_stored(row, field, adding=False) for field in (*fields, key)])

    @classmethod
    def raised(cls, row: models.Model, number: str) -> "OneRow":
        """A number of a row that is there, higher by one."""
        key, column = row._meta.pk, row._meta.get_field(number).column  # type: ignore[union-attr]  # a concrete field
        text = f'UPDATE "{row._meta.db_table}" SET "{column}" = "{column}" + 1 WHERE "{key.column}" = %s'  # noqa: S608
        return cls(text, [_stored(row, key, adding=False)])


def insert(row: models.Model) -> None:
    """Store a new row."""
    write(OneRow.inserted(row))
    row._state.adding = False


def update(row: models.Model, names: Collection[str]) -> None:
    """Store these fields of a row that is there. Raises DatabaseError where it is not."""
    write(OneRow.updated(row, names))


def write(*statements: OneRow) -> None:
    """Run statements that do not look at each other's rows: in one round trip, where the database can.

    Raises DatabaseError where one of them writes no row.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(statements) > 1:
            cursor.execute(*_as_one(statements))
            written = cursor.fetchone()[0] + 1
        else:
            written = 0
            for one in statements:
                cursor.execute(one.text, one.values)
                written += cursor.rowcount
    if written != len(statements):
        raise DatabaseError("A row that was to be changed is not stored (any more).")


def _as_one(statements: Collection[OneRow]) -> tuple[str, list[Any]]:
    """The last one, with the others before it; it gives how many rows they wrote."""
    *others, last = statements
    before = ", ".join(f"other_{place} AS ({one.text} RETURNING 1)" for place, one in enumerate(others))
    counts = " + ".join(f"(SELECT count(*) FROM other_{place})" for place in range(len(others)))  # noqa: S608
    return f"WITH {before} {last.text} RETURNING {counts}", [value for one in statements for value in one.values]


def _stored(row: models.Model, field: Any, *, adding: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, adding), connection)
