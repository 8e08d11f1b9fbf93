"""A person's open tasks across go-lives, the most urgent first. Four queries, however many there are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.models import Event, Hold, Task
from implementation.models.golives import WORKED_ON
from implementation.models.tasks import OPEN
from implementation.planning.urgency import Mine, place, urgency
from implementation.reads.people import meaning, names_of

# More than a person can have in hand: beyond it the latest are not looked at.
LOOKED_AT = 2000
_COLUMNS = (
    "id", "version", "title", "status", "category", "phase", "gate", "owner_side", "planned_start_on", "due_on",
    "golive_id", "golive__product__name", "golive__customer__name", "on_hold", "created_at",
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
    assignees = meaning(names_of(person), open_tasks.order_by().values_list("assignee", flat=True).distinct())
    held = Hold.objects.filter(golive=OuterRef("golive_id"), ends_on__isnull=True)
    mine = open_tasks.filter(assignee__in=assignees).annotate(on_hold=Exists(held))
    rows = list(mine.order_by(F("due_on").asc(nulls_last=True), "id").values(*_COLUMNS)[:LOOKED_AT])
    since = _since([row["id"] for row in rows], set(assignees))
    tasks = [(row, Mine(row["status"], row["due_on"], _day(since.get(row["id"], row["created_at"])))) for row in rows]
    tasks.sort(key=lambda one: place(one[1], today=today))
    return [MyTask(row, urgency(mine, today=today), mine.since) for row, mine in tasks]


def open_tasks_seen_by(actor: Actor, today: date) -> QuerySet[Any]:
    """Tasks that somebody is to do."""
    ended = Q(golive__ended_on__lte=today)
    return Task.objects.visible_to(actor).filter(~ended, status__in=OPEN, golive__status__in=WORKED_ON)


def _since(task_ids: Collection[UUID], assignees: Collection[str]) -> dict[UUID, datetime]:
    """When each task was last given to one of these; those that were so from the start are left out."""
    given = Event.objects.filter(subject="task", subject_id__in=task_ids, after__has_key="assignee").order_by("id")
    found: dict[UUID, datetime] = {}
    for task_id, at, after in given.values_list("subject_id", "at", "after"):
        if task_id is not None and after["assignee"] in assignees:
            found[task_id] = at
    return found


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
