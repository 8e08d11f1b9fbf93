"""A person's open tasks across go-lives, the most urgent first. Two queries, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.models import Event, Hold, Task
from implementation.models.golives import WORKED_ON
from implementation.models.tasks import OPEN
from implementation.planning.urgency import Mine, place, urgency
from implementation.reads.people import spellings

# More than a person can have in hand: beyond it the latest are not looked at.
LOOKED_AT = 2000
_COLUMNS = (
    "id", "version", "title", "status", "category", "phase", "gate", "owner_side", "planned_start_on", "due_on",
    "golive_id", "golive__product__name", "golive__customer__name", "on_hold", "given_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MyTask:
    """`row`: the task's columns by name."""

    row: dict[str, Any]
    urgency: str
    since: date


def my_work(person: str, *, actor: Actor, today: date) -> list[MyTask]:
    """All open tasks whose assignee means the person, of go-lives that are worked on, as far as the actor sees them."""
    open_tasks = open_tasks_seen_by(actor, today)
    assignees = spellings(person, open_tasks, "assignee")
    held = Hold.objects.filter(golive=OuterRef("golive_id"), ends_on__isnull=True)
    mine = open_tasks.filter(assignee__in=assignees).annotate(on_hold=Exists(held), given_at=_given(assignees))
    rows = list(mine.order_by(F("due_on").asc(nulls_last=True), "id").values(*_COLUMNS)[:LOOKED_AT])
    tasks = [(row, Mine(row["status"], row["due_on"], timezone.localdate(row["given_at"]))) for row in rows]
    tasks.sort(key=lambda one: place(one[1], today=today))
    return [MyTask(row, urgency(mine, today=today), mine.since) for row, mine in tasks]


def open_tasks_seen_by(actor: Actor, today: date) -> QuerySet[Any]:
    """Tasks that somebody is to do."""
    ended = Q(golive__ended_on__lte=today)
    return Task.objects.visible_to(actor).filter(~ended, status__in=OPEN, golive__status__in=WORKED_ON)


def _given(assignees: Collection[str]) -> Coalesce:
    """When the task was last given to one of these, or was made so. By its go-live, of which the log has an index."""
    given = Event.objects.filter(
        golive=OuterRef("golive_id"), subject="task", subject_id=OuterRef("id"), after__assignee__in=assignees
    )
    return Coalesce(Subquery(given.order_by("-id").values("at")[:1]), F("created_at"))
