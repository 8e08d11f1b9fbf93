"""Storing one row by one statement, without the detours of Django's `save`, which take longer than the database.

For the writes that are done most. There are no signals here, as nobody listens to any, and keys are not read back.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.db import DatabaseError, models

from implementation.models.compiled import the_database
from implementation.services.imports.bulk import insert_plain_rows


@dataclass(frozen=True, slots=True)
class OneRow:
    """A statement that writes one row, or some new ones of a table: what each column is set to, and of which row."""

    table: str
    # By column: the text of its new value, and what stands in the places of that text.
    settings: Mapping[str, tuple[str, list[Any]]]
    # Column and value that tell the row to be changed; None for new rows.
    key: tuple[str, Any] | None = None
    new: int = 0

    @classmethod
    def inserted(cls, *rows: models.Model) -> "OneRow":
        """New rows of one model, numbered in this order where the database counts them, which is left to it."""
        every: Any = rows[0]._meta.concrete_fields
        fields = [field for field in every if not isinstance(field, models.AutoField)]
        stored: dict[str, tuple[str, list[Any]]] = {
            str(field.column): ("%s", [_stored(row, field, adding=True) for row in rows]) for field in fields
        }
        return cls(rows[0]._meta.db_table, stored, new=len(rows))

    @classmethod
    def updated(cls, row: models.Model, names: Collection[str]) -> "OneRow":
        """These fields of a row that is there."""
        fields: list[Any] = [row._meta.get_field(name) for name in names]
        stored = {str(field.column): ("%s", [_stored(row, field, adding=False)]) for field in fields}
        return cls(row._meta.db_table, stored, _key_of(row))

    @classmethod
    def raised(cls, row: models.Model, number: str) -> "OneRow":
        """A number of a row that is there, higher by one."""
        column = str(row._meta.get_field(number).column)  # type: ignore[union-attr]  # a concrete field
        return cls(row._meta.db_table, {column: (f'"{column}" + 1', [])}, _key_of(row))

    @property
    def text(self) -> str:
        if self.key is None:
            columns = ", ".join(f'"{column}"' for column in self.settings)
            places = ", ".join(["%s"] * len(self.settings))
            return f'INSERT INTO "{self.table}" ({columns}) VALUES {", ".join([f"({places})"] * self.new)}'  # noqa: S608
        changes = ", ".join(f'"{column}" = {value}' for column, (value, _) in self.settings.items())
        return f'UPDATE "{self.table}" SET {changes} WHERE "{self.key[0]}" = %s'  # noqa: S608 - names of ours

    @property
    def values(self) -> list[Any]:
        stored = [values for _, values in self.settings.values()]
        if self.key is None:
            return [column[place] for place in range(self.new) for column in stored]
        return [*chain.from_iterable(stored), self.key[1]]

    @property
    def writes(self) -> int:
        """How many rows are to be written."""
        return self.new or 1


def insert(row: models.Model) -> None:
    """Store a new row."""
    write(OneRow.inserted(row))
    row._state.adding = False


def insert_all(rows: Collection[models.Model]) -> None:
    """Store new rows of one model, numbered in this order where the database counts them: the fast way of either."""
    new = OneRow.inserted(*rows)
    columns = [values for _, values in new.settings.values()]
    insert_plain_rows(f'"{new.table}"', [f'"{name}"' for name in new.settings], list(zip(*columns, strict=True)))


def update(row: models.Model, names: Collection[str]) -> None:
    """Store these fields of a row that is there. Raises DatabaseError where it is not."""
    write(OneRow.updated(row, names))


def write(*statements: OneRow) -> None:
    """Run statements that do not look at each other's rows: in one round trip, where the database can.

    What is said of one row in several of them is one change of it. Raises DatabaseError where a row is not written.
    """
    changes = list(_by_row(statements))
    database = the_database()
    with database.cursor() as cursor:
        if database.vendor == "postgresql" and len(changes) > 1:
            cursor.execute(*_as_one(changes))
            written = cursor.fetchone()[0] + cursor.rowcount
        else:
            written = 0
            for one in changes:
                cursor.execute(one.text, one.values)
                written += cursor.rowcount
    if written != sum(one.writes for one in changes):
        raise DatabaseError("A row that was to be changed is not stored (any more).")


def _by_row(statements: Collection[OneRow]) -> Iterator[OneRow]:
    """One change a row: of two statements in one, PostgreSQL would carry out only one. Of a column the last counts."""
    found: dict[Any, OneRow] = {}
    for place, one in enumerate(statements):
        row = place if one.key is None else (one.table, one.key)
        found[row] = replace(one, settings={**found[row].settings, **one.settings}) if row in found else one
    yield from found.values()


def _as_one(statements: Collection[OneRow]) -> tuple[str, list[Any]]:
    """The last one, with the others before it; it gives how many rows they wrote."""
    *others, last = statements
    before = ", ".join(f"other_{place} AS ({one.text} RETURNING 1)" for place, one in enumerate(others))
    counts = " + ".join(f"(SELECT count(*) FROM other_{place})" for place in range(len(others)))  # noqa: S608
    return f"WITH {before} {last.text} RETURNING {counts}", [value for one in statements for value in one.values]


def _key_of(row: models.Model) -> tuple[str, Any]:
    key: Any = row._meta.pk
    return key.column, _stored(row, key, adding=False)


def _stored(row: models.Model, field: Any, *, adding: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, adding), the_database())
