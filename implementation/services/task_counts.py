"""Counting towards a task's number, such as people trained: "41 of 86"."""

from datetime import datetime
from uuid import UUID

from implementation.access.actors import Actor, Side
from implementation.http.problems import invalid, not_found, refused
from implementation.models import Task, TaskStatus
from implementation.models.vocabulary import Audience, OwnerSide
from implementation.services.change import changing
from implementation.services.values import apply_changes, existing, expect_version

MOST = 2**31 - 1


def count_task(
    *,
    actor: Actor,
    at: datetime,
    task_id: UUID,
    done: int | None = None,
    add: int | None = None,
    beyond_target: bool = False,
    version: int | None = None,
    request_id: str = "",
) -> Task:
    """State how many are done (`done`), or how many more (`add`, which may be negative).

    Above the target only with `beyond_target`. The task's state stays: when the number is reached, ticking is offered.
    """
    if (done is None) == (add is None):
        raise invalid("done", "one_of", "Send `done`, or `add` for how many more; one of the two.")
    golive_id = existing(Task.objects.all(), task_id, "task").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        task = existing(Task.objects.all(), task_id, "task")
        expect_version(task, version)
        _refuse_unless_countable(actor, task)
        number = done if done is not None else (task.count_done or 0) + (add or 0)
        if not 0 <= number <= MOST:
            raise invalid("add" if done is None else "done", "out_of_range", f"That would make {number}.")
        before, after = apply_changes(task, {"count_done": number})
        if not beyond_target:
            refuse_above_target(task, "add" if done is None else "done")
        if after:
            audience = Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL
            golive = change.golives[golive_id]
            change.record("task.counted", task, golive=golive, before=before, after=after, audience=audience)
    return task


def refuse_above_target(task: Task, name: str = "count_done") -> None:
    """More than all is most often a slip of the finger."""
    if task.count_target is not None and (task.count_done or 0) > task.count_target:
        raise invalid(
            name,
            "above_target",
            f"{task.count_done} of {task.count_target} is more than all: raise the target, or say `beyond_target` "
            "in POST tasks/{id}/counts.",
        )


def refuse_short_count(task: Task) -> None:
    """What is counted is done when the number is reached; a lead overrides, or the target is lowered."""
    if task.count_target is not None and (task.count_done or 0) < task.count_target:
        raise refused(
            f"{task.count_done or 0} of {task.count_target} are done: count on, lower the target, or let a lead "
            "override with a reason.",
            "count-short",
            count_done=task.count_done or 0,
            count_target=task.count_target,
        )


def _refuse_unless_countable(actor: Actor, task: Task) -> None:
    if not (actor.sees_internal or task.customer_visible):
        raise not_found("task")
    if task.owner_side == OwnerSide.VENDOR and actor.side is Side.CUSTOMER:
        raise refused("This is the vendor's task; the vendor's staff counts it.")
    if task.status in {TaskStatus.DONE, TaskStatus.SKIPPED}:
        raise refused(f"The task is {task.status}; reopen it to count on.")
