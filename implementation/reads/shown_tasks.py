"""The tasks of a go-live as its customer's people work with them: by category, with what each may do. One query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F

from implementation.access.actors import Actor, Side
from implementation.models import Evidence, Task, TaskStatus
from implementation.models.playbooks import Category
from implementation.models.tasks import FINISHED
from implementation.models.vocabulary import OwnerSide

_WHOSE = {OwnerSide.VENDOR: "us", OwnerSide.CUSTOMER: "you", OwnerSide.JOINT: "both of us"}


@dataclass(frozen=True, slots=True)
class ShownTask:
    """`may_finish` and `may_reopen`: which button stands beside it."""

    id: UUID
    title: str
    status: str
    status_words: str
    whose: str
    due_on: date | None
    done_on: date | None
    done_by: str
    overdue: bool
    may_finish: bool
    may_reopen: bool
    proofs: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    tasks: list[ShownTask] = field(default_factory=list)

    @property
    def finished(self) -> int:
        return sum(task.status in FINISHED for task in self.tasks)


def task_groups(
    golive_id: UUID, *, actor: Actor, today: date, proofs: Mapping[UUID, Sequence[Evidence]]
) -> list[TaskGroup]:
    """The shown tasks in the order of the work, by category. `proofs`: what was shown of each already."""
    order = {category.value: place for place, category in enumerate(Category)}
    rows = Task.objects.visible_to(actor).filter(golive_id=golive_id)
    found = rows.order_by(F("due_on").asc(nulls_last=True), "sort_order", "id")
    groups = [TaskGroup(category.label.capitalize()) for category in Category]
    for task in found:
        groups[order[task.category]].tasks.append(_shown(task, actor, today, proofs.get(task.id, ())))
    return [group for group in groups if group.tasks]


def _shown(task: Task, actor: Actor, today: date, proofs: Sequence[Evidence]) -> ShownTask:
    theirs = actor.side is Side.CUSTOMER and task.owner_side != OwnerSide.VENDOR
    open_now = task.status in {TaskStatus.TODO, TaskStatus.IN_PROGRESS}
    return ShownTask(
        id=task.id,
        title=task.title,
        status=task.status,
        status_words=TaskStatus(task.status).label.lower(),
        whose=_WHOSE[OwnerSide(task.owner_side)],
        due_on=task.due_on,
        done_on=task.done_on,
        done_by=task.done_by,
        overdue=open_now and task.due_on is not None and task.due_on < today,
        may_finish=theirs and open_now,
        may_reopen=theirs and task.status == TaskStatus.DONE,
        proofs=proofs,
    )
