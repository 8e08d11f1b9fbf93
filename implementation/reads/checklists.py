"""How far a checklist is: no column of its go-live, but gathered by the SELECT of its row."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, Func, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from implementation.access.actors import Actor
from implementation.models import GoLive, Task, TaskStatus
from implementation.models.prerequisites import Ids, with_prerequisites
from implementation.models.tasks import FINISHED

__all__ = ["Ids", "progress_of", "with_prerequisites", "with_progress"]


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
