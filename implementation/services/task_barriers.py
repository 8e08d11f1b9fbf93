"""What a barrier does to its task: opening one blocks it, closing the last returns it to its earlier state.

Used inside an open change by the services of barriers and of task transitions.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from implementation.models import Barrier, GoLive, Task, TaskStatus
from implementation.models.vocabulary import Audience
from implementation.services.change import Change
from implementation.services.values import apply_changes, check

NEEDS_NOTE = "Say in `note` what blocks it, or in `customer_note` for the customer to read."


def says_why(fields: Mapping[str, Any]) -> bool:
    """What blocks a task says how: a kind alone helps nobody to clear it."""
    return any(str(fields.get(name) or "").strip() for name in ("note", "customer_note"))


def open_barrier_on(change: Change, *, task: Task, fields: Mapping[str, Any]) -> Barrier:
    """Store a barrier of this task."""
    return store_barrier(change, golive=change.golives[task.golive_id], task=task, fields=fields)


def store_barrier(change: Change, *, golive: GoLive, task: Task | None, fields: Mapping[str, Any]) -> Barrier:
    barrier = Barrier(golive=golive, task=task, **fields)
    check(barrier)
    barrier.save(force_insert=True)
    change.record("barrier.opened", barrier, golive=golive, after=dict(fields), audience=_audience(barrier))
    return barrier


def block_task(change: Change, task: Task) -> None:
    """A task that is being worked on, or waits, is blocked by its new barrier."""
    if task.status in {TaskStatus.TODO, TaskStatus.IN_PROGRESS}:
        _move(
            change,
            task,
            {"status": TaskStatus.BLOCKED.value, "status_before_block": task.status},
            "task.blocked",
        )


def release_task(change: Change, task: Task) -> None:
    """With no barrier left open that blocks it, a blocked task returns to where it was."""
    if task.status != TaskStatus.BLOCKED or blocking(task).exists():
        return
    back = task.status_before_block or TaskStatus.TODO.value
    _move(change, task, {"status": back, "status_before_block": ""}, f"task.{back.replace('_', '-')}")


def release_tasks_naming(change: Change, barrier: Barrier) -> None:
    """A barrier on the whole go-live was closed: tasks that named it, and that no other blocks, return."""
    for task in barrier.named_by.filter(status=TaskStatus.BLOCKED).order_by("id"):
        release_task(change, task)


def blocking(task: Task) -> QuerySet[Barrier]:
    """The open barriers that block the task: its own, and those on the whole go-live that it named."""
    named = Q(pk__in=task.blocked_by.values("pk"))
    return Barrier.objects.filter(Q(task=task) | named, golive_id=task.golive_id, closed_on__isnull=True)


def _move(change: Change, task: Task, fields: dict[str, Any], kind: str) -> None:
    before, after = apply_changes(task, fields)
    audience = Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL
    change.record(kind, task, golive=change.golives[task.golive_id], before=before, after=after, audience=audience)


def _audience(barrier: Barrier) -> Audience:
    return Audience.CUSTOMER if barrier.customer_note else Audience.INTERNAL
