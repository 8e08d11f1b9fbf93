"""SELECTs of the hot paths, built once for each kind of question and run with other values ever after.

Django's ORM takes longer to build a statement and to turn it into SQL than PostgreSQL to answer it. Here a queryset is
built with slots in place of its values; its SQL is kept, and the values are put into the slots of each run. Who asks
must name everything else that the queryset depends on.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Expression, QuerySet

Values = Mapping[str, Any]
# Forgotten all at once: callers choose their filters and fields, so there is no natural end.
MOST_KEPT = 1000
_FIELDS: dict[type, Any] = {
    str: models.TextField(),
    UUID: models.UUIDField(),
    date: models.DateField(),
    datetime: models.DateTimeField(),
}


class Slot(Expression):
    """Stands in a queryset for a value, or for one value of a list."""

    def __init__(self, name: str, place: int = 0) -> None:
        super().__init__()
        self.name, self.place = name, place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]

    def filled(self, values: Values) -> Any:
        value = values[self.name]
        one = value[self.place] if isinstance(value, list) else value
        return _FIELDS[type(one)].get_db_prep_value(one, connection)


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, tuple[list[Any], Any]]

    def run(self, values: Values) -> list[tuple[Any, ...]]:
        filled = [part.filled(values) if isinstance(part, Slot) else part for part in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else rows

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        made = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                made[place] = convert(made[place], expression, connection)
        return tuple(made)


_kept: dict[Hashable, _Statement | None] = {}


def compiled_rows(
    question: Hashable, build: Callable[[dict[str, Any]], QuerySet[Any]], values: Values
) -> list[tuple[Any, ...]]:
    """The rows of `build(values)`, a queryset of `values_list`.

    `build` is called at the first of the questions that are alike: of the same name, with values of the same types
    and lists of the same lengths. It gets slots for ids, texts, days and moments; truth values and null as they are.
    """
    key = (connection.vendor, question, tuple((name, _kind(value)) for name, value in values.items()))
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _compile(build({name: _slotted(name, value) for name, value in values.items()}))
    statement = _kept[key]
    return statement.run(values) if statement else []


def _kind(value: Any) -> Hashable:
    if isinstance(value, list):
        return tuple(map(_kind, value))
    return type(value) if type(value) in _FIELDS else value


def _slotted(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [Slot(name, place) for place in range(len(value))]
    return Slot(name) if type(value) in _FIELDS else value


def _compile(rows: QuerySet[Any]) -> _Statement | None:
    compiler: Any = rows.query.get_compiler(using=rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None  # whatever the values, there is no such row
    selected = [column for column, _, _ in compiler.select[: compiler.col_count]]
    return _Statement(sql, tuple(parameters), compiler.get_converters(selected))
