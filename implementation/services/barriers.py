"""Opening, describing and closing barriers, on a task or on the whole go-live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import Barrier, Task, TaskStatus
from implementation.models.vocabulary import Audience
from implementation.services.change import changing
from implementation.services.task_barriers import (
    NEEDS_NOTE,
    block_task,
    release_task,
    release_tasks_naming,
    says_why,
    store_barrier,
)
from implementation.services.values import apply_changes, existing, expect_version, not_in_future


def open_barrier(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    fields: Mapping[str, Any],
    task_id: UUID | None = None,
    request_id: str = "",
) -> Barrier:
    """`fields`: kind, side, opened_on (default: the day of `at`), closed_on, note, customer_note, ref.

    Opened on a task, it blocks the task, and says in a note why; a finished task is not blocked any more.
    """
    stated = {**fields, "opened_on": fields.get("opened_on") or timezone.localdate(at)}
    _not_in_future(stated, at)
    is_open = stated.get("closed_on") is None
    if task_id is not None and is_open and not says_why(stated):
        raise invalid("note", "required", NEEDS_NOTE)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        task = None if task_id is None else _task_to_block(golive_id, task_id, is_open=is_open)
        barrier = store_barrier(change, golive=change.golives[golive_id], task=task, fields=stated)
        if task is not None and is_open:
            block_task(change, task)
    return barrier


def _task_to_block(golive_id: UUID, task_id: UUID, *, is_open: bool) -> Task:
    task = Task.objects.filter(golive_id=golive_id, id=task_id).first()
    if task is None:
        raise invalid("task", "unknown", f"{task_id} is no task of this go-live.")
    if is_open and task.status in {TaskStatus.DONE, TaskStatus.SKIPPED}:
        raise refused(
            f"The task is {task.status}, so nothing blocks it: reopen it, or open the barrier on the whole go-live."
        )
    return task


def change_barrier(
    *,
    actor: Actor,
    at: datetime,
    barrier_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> Barrier:
    """Change some of its fields; stating `closed_on` closes it. A closed one stays closed: open another."""
    _not_in_future(fields, at)
    golive_id = existing(Barrier.objects.all(), barrier_id, "barrier").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        barrier = existing(Barrier.objects.all(), barrier_id, "barrier")
        expect_version(barrier, version)
        was_open = barrier.closed_on is None
        if not was_open and "closed_on" in fields and fields["closed_on"] is None:
            raise refused("A closed barrier is not reopened; open another, so that both intervals are kept.")
        before, after = apply_changes(barrier, fields)
        if not after:
            return barrier
        golive = change.golives[golive_id]
        closes = was_open and barrier.closed_on is not None
        kind = "barrier.closed" if closes else "barrier.changed"
        audience = Audience.CUSTOMER if barrier.customer_note else Audience.INTERNAL
        change.record(kind, barrier, golive=golive, before=before, after=after, audience=audience)
        if closes and barrier.task is not None:
            release_task(change, barrier.task)
        elif closes:
            release_tasks_naming(change, barrier)
    return barrier


def _not_in_future(fields: Mapping[str, Any], at: datetime) -> None:
    for name in ("opened_on", "closed_on"):
        not_in_future(name, fields.get(name), at)
