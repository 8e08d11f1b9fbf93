"""Inserting and updating many rows at once, without a model object for each: the fast way of either database.

PostgreSQL takes them by COPY, SQLite by executemany. Values are plain: text is what both read as days and ids.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

_TEXTS = (models.CharField, models.TextField)


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows, in a transaction that the caller has opened. Signals are not sent."""
    if not rows:
        return
    insert_plain_rows(connection.ops.quote_name(model._meta.db_table), _quoted(model, fields), rows)


def insert_plain_rows(table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The same for any table, by its quoted names."""
    columns = ", ".join(names)
    if connection.vendor == "postgresql":
        statement = f"COPY {table} ({columns}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def update_rows(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], *, own_fields: bool = True
) -> None:
    """Set the fields of rows by id, and raise their version. A row holds the values, then its id.

    Without `own_fields`, what is set follows from other rows and guards no write: the version stays.
    """
    if not rows:
        return
    version = ['"version" = "version" + 1'] if own_fields else []
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        _update_at_once(table, _columns(model, fields), version, rows)
        return
    settings = ", ".join([*(f"{column} = %s" for column in _quoted(model, fields)), *version])
    statement = f"UPDATE {table} SET {settings}, updated_at = %s WHERE id = %s"
    moment = _now()
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row[:-1], moment, row[-1]) for row in rows])


def _update_at_once(
    table: str, columns: Sequence[tuple[str, str]], version: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """One statement, with an array of texts for each column. Of a row that is there twice the last counts."""
    settings = ", ".join([*(f'"{name}" = new.c{place}{cast}' for place, (name, cast) in enumerate(columns)), *version])
    names = ", ".join([*(f"c{place}" for place in range(len(columns))), "key"])
    arrays = ", ".join(["%s::text[]"] * (len(columns) + 1))
    last = {row[-1]: row for row in rows}.values()
    texts = [[None if value is None else str(value) for value in column] for column in zip(*last, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {settings}, updated_at = %s FROM unnest({arrays}) AS new({names}) "
            "WHERE id = new.key::uuid",
            [_now(), *texts],
        )


def tell_planner(of: Iterable[type[models.Model]]) -> None:
    """Have PostgreSQL look at tables that grew at once. By itself it does so minutes later, and joins of a million rows
    that it still takes to be few never end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in of:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def defaults(model: type[models.Model]) -> dict[str, Any]:
    """What a new row has unless it is stated, by field; not the id."""
    moment = _now()
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if not field.primary_key:
            values[field.attname] = moment if field.attname in {"created_at", "updated_at"} else _default(field)
    return values


def _now() -> Any:
    """As auto_now does, in the form that the connected database takes."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _default(field: "models.Field[Any, Any]") -> Any:
    value = field.get_default()
    return str(value) if isinstance(value, models.TextChoices) else value


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[tuple[str, str]]:
    """Each column, and the cast that makes its type of a text. None for texts: one that is too long would be cut."""
    known: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    return [
        (known[name].column, "" if isinstance(known[name], _TEXTS) else f"::{known[name].db_type(connection)}")
        for name in fields
    ]


def _quoted(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    return [connection.ops.quote_name(columns[name]) for name in fields]
