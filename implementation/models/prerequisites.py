"""What hangs on rows, gathered by the SELECT of the rows: one round trip. The prerequisites of tasks above all."""

import json
from typing import Any
from uuid import UUID

from django.db.models import F, Field, OuterRef, QuerySet, Subquery

from implementation.models.tasks import TaskDependency


class Ids(Subquery):
    """The ids that a subquery of one column `one` gives, as a list in its order."""

    template = "ARRAY(%(subquery)s)"
    # Of no type that a database has, so that nobody converts it before us.
    output_field = Field()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(one) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template, **context)

    def get_db_converters(self, connection: Any) -> list[Any]:
        return [] if connection.vendor == "postgresql" else [_ids_of_json]


class Rows(Ids):
    """What a subquery of one column `one`, a JSON object, gives: a list of dicts in its order."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return [_listed_objects]


def _listed_objects(found: Any, expression: Any, connection: Any) -> list[Any]:
    """PostgreSQL gives a list of texts; SQLite one text, of objects or of their texts."""
    listed = json.loads(found) if isinstance(found, str) else found
    return [json.loads(one) if isinstance(one, str) else one for one in listed]


def _ids_of_json(text: str, expression: Any, connection: Any) -> list[UUID]:
    return [UUID(one) for one in json.loads(text)]


def with_prerequisites(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """`depends_on`: the ids of each task's prerequisites, in the order of their making."""
    links = TaskDependency.objects.filter(task=OuterRef("pk")).order_by("prerequisite_id")
    annotated: QuerySet[Any] = tasks.annotate(depends_on=Ids(links.values(one=F("prerequisite_id"))))
    return annotated
