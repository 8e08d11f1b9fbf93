"""What a barrier does to its task: opening one blocks it, closing the last returns it to its earlier state.

Used inside an open change by the services of barriers and of task transitions.
"""

from collections.abc import Mapping
from typing import Any

from implementation.models import Barrier, GoLive, Task, TaskStatus
from implementation.models.vocabulary import Audience
from implementation.services.change import Change
from implementation.services.values import apply_changes, check


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
    """With no barrier of its own left open, a blocked task returns to where it was."""
    if task.status != TaskStatus.BLOCKED or Barrier.objects.filter(task=task, closed_on__isnull=True).exists():
        return
    back = task.status_before_block or TaskStatus.TODO.value
    _move(change, task, {"status": back, "status_before_block": ""}, f"task.{back.replace('_', '-')}")


def release_tasks_of_golive(change: Change, golive: GoLive) -> None:
    """A barrier on the whole go-live was closed: tasks that named it, and have none of their own, return."""
    if Barrier.objects.filter(golive=golive, task__isnull=True, closed_on__isnull=True).exists():
        return
    for task in Task.objects.filter(golive=golive, status=TaskStatus.BLOCKED).order_by("id"):
        release_task(change, task)


def _move(change: Change, task: Task, fields: dict[str, Any], kind: str) -> None:
    before, after = apply_changes(task, fields)
    audience = Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL
    change.record(kind, task, golive=change.golives[task.golive_id], before=before, after=after, audience=audience)


def _audience(barrier: Barrier) -> Audience:
    return Audience.CUSTOMER if barrier.customer_note else Audience.INTERNAL
