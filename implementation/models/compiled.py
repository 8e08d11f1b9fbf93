"""Statements of the hot paths, built once for each kind of question and run with other values ever after.

Django's ORM takes longer to build a statement and to turn it into SQL than PostgreSQL to answer it. Here a queryset is
built with slots in place of its values; its SQL is kept, and the values are put into the slots of each run. Who asks
must name everything else that the queryset depends on.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression, QuerySet, sql

from implementation.access.actors import Actor

_Model = TypeVar("_Model", bound=models.Model)
Values = Mapping[str, Any]
# Forgotten all at once: callers choose their filters and fields, so there is no natural end.
MOST_KEPT = 1000
_FIELDS: dict[type, Any] = {
    str: models.TextField(),
    UUID: models.UUIDField(),
    date: models.DateField(),
    datetime: models.DateTimeField(),
}


def the_database() -> Any:
    """This thread's connection itself: `django.db.connection` looks it up anew for each of its attributes."""
    return connections[DEFAULT_DB_ALIAS]


class Slot(Expression):
    """Stands in a queryset for a value, or for one value of a list."""

    def __init__(self, name: str, place: int = 0) -> None:
        super().__init__()
        self.name, self.place = name, place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, values: Values, database: Any) -> Any:
        value = values[self.name]
        one = value[self.place] if isinstance(value, list) else value
        return _FIELDS[type(one)].get_db_prep_value(one, database)


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, tuple[list[Any], Any]]

    def run(self, values: Values) -> list[tuple[Any, ...]]:
        database = the_database()
        with database.cursor() as cursor:
            cursor.execute(self.sql, self._filled(values, database))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._converted(row, database) for row in rows] if self.converters else rows

    def execute(self, values: Values) -> None:
        database = the_database()
        with database.cursor() as cursor:
            cursor.execute(self.sql, self._filled(values, database))

    def _filled(self, values: Values, database: Any) -> list[Any]:
        return [part.filled(values, database) if isinstance(part, Slot) else part for part in self.parameters]

    def _converted(self, row: tuple[Any, ...], database: Any) -> tuple[Any, ...]:
        made = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                made[place] = convert(made[place], expression, database)
        return tuple(made)


_kept: dict[Hashable, _Statement | None] = {}


def compiled_rows(
    question: Hashable, build: Callable[[dict[str, Any]], QuerySet[Any]], values: Values
) -> list[tuple[Any, ...]]:
    """The rows of `build(values)`, a queryset of `values_list`.

    `build` is called at the first of the questions that are alike: of the same name, with values of the same types
    and lists of the same lengths. It gets slots for ids, texts, days and moments; truth values and null as they are.
    """
    statement = _statement(question, build, values, _select)
    return statement.run(values) if statement else []


def compiled_models(
    model: type[_Model],
    question: Hashable,
    build: Callable[[dict[str, Any]], QuerySet[_Model]],
    values: Values,
    *,
    only: frozenset[str] = frozenset(),
) -> list[_Model]:
    """The same for rows of a model, whole ones or of them the columns of `only`."""
    names = [field.attname for field in model._meta.concrete_fields if not only or field.attname in only]
    rows = compiled_rows((model, question, only), lambda sent: build(sent).values_list(*names), values)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


def row_where(model: type[_Model], *, only: frozenset[str] = frozenset(), **values: Any) -> _Model | None:
    """The row whose fields have these values, where one at most has."""
    rows = compiled_models(model, "where", lambda sent: model._default_manager.filter(**sent), values, only=only)
    return rows[0] if rows else None


def compiled_update(
    question: Hashable, build: Callable[[dict[str, Any]], QuerySet[Any]], values: Values, **changes: Any
) -> None:
    """`build(values).update(**changes)`; the changes are the same for every question of that name."""
    statement = _statement(question, build, values, lambda rows: _update(rows, changes))
    if statement:
        statement.execute(values)


def bounds_of(actor: Actor) -> dict[str, Any]:
    """The values that `visible_to(stand_in(actor, …))` puts into a queryset."""
    return {"of_customer": actor.customer_id, "of_golive": actor.golive_id}


def kind_of(actor: Actor) -> tuple[Hashable, ...]:
    """What else `visible_to` may look at: part of the question's name."""
    return actor.kind, actor.role


def stand_in(actor: Actor, sent: Values) -> Actor:
    """The actor with slots in place of the bounds. It has no name and no scopes: whoever looks at them is refused."""
    return Actor(
        kind=actor.kind, name="", role=actor.role, customer_id=sent["of_customer"], golive_id=sent["of_golive"]
    )


def _statement(
    question: Hashable,
    build: Callable[[dict[str, Any]], QuerySet[Any]],
    values: Values,
    compile_: Callable[[QuerySet[Any]], _Statement],
) -> _Statement | None:
    key = (the_database().vendor, question, tuple((name, _kind(value)) for name, value in values.items()))
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        try:
            made = compile_(build({name: _slotted(name, value) for name, value in values.items()}))
        except EmptyResultSet:
            made = None  # whatever the values, there is no such row
        _kept[key] = made
        return made
    return _kept[key]


def _kind(value: Any) -> Hashable:
    if isinstance(value, list):
        return tuple(map(_kind, value))
    kind: Any = type(value)
    known: Hashable = kind if kind in _FIELDS else value
    return known


def _slotted(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [Slot(name, place) for place in range(len(value))]
    return Slot(name) if type(value) in _FIELDS else value


def _select(rows: QuerySet[Any]) -> _Statement:
    compiler: Any = rows.query.get_compiler(using=rows.db)
    text, parameters = compiler.as_sql()
    selected = [column for column, _, _ in compiler.select[: compiler.col_count]]
    return _Statement(text, tuple(parameters), compiler.get_converters(selected))


def _update(rows: QuerySet[Any], changes: Values) -> _Statement:
    query: Any = rows.query.chain(sql.UpdateQuery)
    query.add_update_values(changes)
    text, parameters = query.get_compiler(using=rows.db).as_sql()
    return _Statement(text, tuple(parameters), {})
