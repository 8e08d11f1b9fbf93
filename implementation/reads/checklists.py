"""What hangs on tasks and go-lives and is no column of theirs, gathered by the SELECT of their rows: one round trip."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Field, Func, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from implementation.access.actors import Actor
from implementation.models import GoLive, Task, TaskDependency, TaskStatus

FINISHED = (TaskStatus.DONE, TaskStatus.SKIPPED)


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


def _ids_of_json(text: str, expression: Any, connection: Any) -> list[UUID]:
    return [UUID(one) for one in json.loads(text)]


def with_prerequisites(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """`depends_on`: the ids of each task's prerequisites, in the order of their making."""
    links = TaskDependency.objects.filter(task=OuterRef("pk")).order_by("prerequisite_id")
    annotated: QuerySet[Any] = tasks.annotate(depends_on=Ids(links.values(one=F("prerequisite_id"))))
    return annotated


def with_progress(golives: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """`progress`: how many tasks each go-live has, and how many are finished (done or skipped) or blocked.

    Whoever stands on the customer's side counts the tasks that are shown to the customer, and no others.
    """
    counts = JSONObject(
        tasks=_number(When(pk__isnull=False, then=1)),
        finished=_number(When(status__in=FINISHED, then=1)),
        blocked=_number(When(status=TaskStatus.BLOCKED, then=1)),
    )
    tasks = Task.objects.shown_to(actor).filter(golive=OuterRef("pk")).order_by()
    annotated: QuerySet[Any] = golives.annotate(progress=Subquery(tasks.values(counts=counts)))
    return annotated


def _number(counted: When) -> Func:
    """No aggregate to Django, which would group by it: a go-live without tasks has counts too."""
    return Func(Case(counted, output_field=IntegerField()), function="COUNT", output_field=IntegerField())


def progress_of(golive_ids: Collection[UUID], actor: Actor) -> dict[UUID, dict[str, int]]:
    """The progress of each of these go-lives, as the actor may count it."""
    return dict(with_progress(GoLive.objects.filter(id__in=golive_ids), actor).values_list("id", "progress"))
