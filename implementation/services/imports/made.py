"""The rows that a run made, as temporary tables of their ids: what hangs on them is found there, and they are removed.

For the undoing of a run, inside its transaction. Nothing else in the program removes facts, and this only what nobody
has built on: see docs/decisions/0009.
"""

# ruff: noqa: S608, S611 - names in SQL are those of our own tables and columns

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL

from implementation.models import CalendarFeed, GoLive, ImportedRows, ImportRun, Invitation, ShareLink
from implementation.models.base import Noun
from implementation.services.imports.bulk import insert_plain_rows

_ID = 16
_AT_ONCE = 500
Relation = Any  # what Django calls a ForeignObjectRel
# Ways in. One that was revoked opens nothing any more: it holds nothing up, and goes with what it once opened. Who made
# and who ended it, the log tells.
_WAYS_IN = (CalendarFeed, Invitation, ShareLink)
_ENDED = "revoked_at"


@contextmanager
def rows_made_by(run: ImportRun) -> Iterator["Made"]:
    """Fills the tables, and removes them again."""
    made = Made()
    try:
        for kept in ImportedRows.objects.filter(run=run).exclude(created=b"").order_by("id").iterator(chunk_size=20):
            made.add(model_named(kept.model), bytes(kept.created))
        made.settle()
        yield made
    finally:
        if not connection.needs_rollback:
            made.forget()


def model_named(label: str) -> type[Noun]:
    model: type[Noun] = apps.get_model(label)
    return model


class Made:
    """`models` are the nouns in the order in which the run wrote them."""

    def __init__(self) -> None:
        self.models: list[type[Noun]] = []

    def add(self, model: type[Noun], packed: bytes) -> None:
        """Ids of new rows, one after another."""
        if model not in self.models:
            self.models.append(model)
            _execute(f"CREATE TEMPORARY TABLE {_table(model)} (id {_kind()} PRIMARY KEY)")
        ids = [(packed[start : start + _ID].hex(),) for start in range(0, len(packed), _ID)]
        insert_plain_rows(_table(model), ["id"], ids)

    def settle(self) -> None:
        """Tell the planner how many they are."""
        if connection.vendor == "postgresql":
            for model in self.models:
                _execute(f"ANALYZE {_table(model)}")

    def forget(self) -> None:
        for model in self.models:
            _execute(f"DROP TABLE {_table(model)}")

    def rows(self, model: type[Noun]) -> "models.QuerySet[Any]":
        """The rows of a noun that the run made."""
        return model._default_manager.filter(id__in=_ids(model)) if model in self.models else _none(model)

    def golive_ids(self) -> set[UUID]:
        """The go-lives that the run made, and those that it made anything under."""
        found: set[UUID] = set(self.rows(GoLive).values_list("id", flat=True))
        for model in self.models:
            if of_golive(model):
                found.update(self.rows(model).values_list("golive_id", flat=True).distinct())
        return found

    def lock_shared(self) -> None:
        """What no go-live's lock guards: customers, products, sites."""
        for model in self.models:
            if model is not GoLive and not of_golive(model):
                list(self.rows(model).select_for_update().order_by("id").values_list("id"))

    def hanging(self) -> Iterator[tuple[type[models.Model], Sequence[Any]]]:
        """Rows that others made and that refer to rows of the run, by their model, as keys; some twice."""
        for model in self.models:
            for relation in _relations(model):
                others = _others(relation, model)
                if relation.related_model in _WAYS_IN:
                    others = others.filter(**{f"{_ENDED}__isnull": True})
                if relation.related_model in self.models:
                    others = others.filter(_not_among(relation.related_model, "id", relation.related_model))
                if relation.on_delete is models.CASCADE:
                    yield from self._joined(relation, model, others)
                elif keys := list(others.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
                    yield relation.related_model, keys

    def remove(self) -> None:
        """Children first. What is computed from a row goes with it."""
        for model in reversed(self.models):
            for relation in _relations(model):
                if relation.on_delete is models.CASCADE:
                    _delete(relation.related_model, relation.field.column, model)
                elif relation.related_model in _WAYS_IN:
                    _delete(relation.related_model, relation.field.column, model, only=f"{_ENDED} IS NOT NULL")
            _delete(model, "id", model)

    def _joined(
        self, relation: Relation, model: type[Noun], others: "models.QuerySet[Any]"
    ) -> Iterator[tuple[type[models.Model], Sequence[Any]]]:
        """Of rows that go with a row, such as a task's links: the other rows of the noun that they join it to."""
        for field in relation.related_model._meta.concrete_fields:
            if field.related_model is model and field != relation.field:
                staying = others.filter(_not_among(relation.related_model, field.column, model)).order_by("pk")
                if keys := list(staying.values_list(field.attname, flat=True)[:_AT_ONCE]):
                    yield model, keys


def of_golive(model: type[models.Model]) -> bool:
    return any(field.attname == "golive_id" for field in model._meta.concrete_fields)


def _relations(model: type[models.Model]) -> Iterator[Relation]:
    """Foreign keys to the model, but those that hold nothing: the event log's."""
    for field in model._meta.get_fields(include_hidden=True):
        relation: Relation = field
        points_here = field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
        if points_here and relation.on_delete is not models.DO_NOTHING:
            yield relation


def _others(relation: Relation, model: type[Noun]) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = relation.related_model._base_manager.all()
    return rows.filter(**{f"{relation.field.name}__in": _ids(model)})


def _delete(from_: type[models.Model], column: str, made: type[Noun], *, only: str = "1 = 1") -> None:
    quoted = connection.ops.quote_name
    among = f"{quoted(column)} IN (SELECT id FROM {_table(made)})"
    _execute(f"DELETE FROM {quoted(from_._meta.db_table)} WHERE {among} AND {only}")


def _ids(model: type[models.Model]) -> RawSQL:
    return RawSQL(f"SELECT id FROM {_table(model)}", ())


def _not_among(rows: type[models.Model], column: str, made: type[models.Model]) -> RawSQL:
    """A condition of rows. Not `NOT IN`: PostgreSQL asks that of each row anew, once the ids outgrow its memory."""
    quoted = connection.ops.quote_name
    place = f"{quoted(rows._meta.db_table)}.{quoted(column)}"
    return RawSQL(
        f"NOT EXISTS (SELECT 1 FROM {_table(made)} AS made WHERE made.id = {place})", (), models.BooleanField()
    )


def _none(model: type[Noun]) -> "models.QuerySet[Any]":
    return model._default_manager.none()


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(f"made_{model._meta.db_table}")


def _kind() -> str:
    return str(GoLive._meta.pk.db_type(connection))


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
