"""Moving a task between its states, by the rules of the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor, Side
from implementation.http.problems import invalid, not_found, refused
from implementation.models import Barrier, GoLive, Task, TaskStatus
from implementation.models.playbooks import Gate
from implementation.models.tasks import FINISHED
from implementation.models.vocabulary import Audience, BarrierKind, OwnerSide
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES, TASK_TRANSITIONS
from implementation.services.approvals import refuse_missing_approval
from implementation.services.change import Change, changing
from implementation.services.plans import replan_around
from implementation.services.task_barriers import NEEDS_NOTE, blocking, open_barrier_on, says_why
from implementation.services.task_counts import refuse_short_count
from implementation.services.task_standing import Standing, open_prerequisites, standing_of
from implementation.services.values import apply_changes, counted, expect_version, moment_not_in_future

# What a transition may say of the barrier it opens; the rest follows from the task and the day.
BARRIER_FIELDS = ("kind", "side", "note", "customer_note", "ref")


@dataclass(frozen=True, slots=True)
class Move:
    """What is asked: where to, on which day, why, and for `blocked` by what."""

    actor: Actor
    to: str
    day: date
    reason: str
    override: bool


def transition_task(
    *,
    actor: Actor,
    at: datetime,
    task_id: UUID,
    to: str,
    happened_at: datetime | None = None,
    reason: str = "",
    barrier_id: UUID | None = None,
    barrier: Mapping[str, Any] | None = None,
    override: bool = False,
    version: int | None = None,
    request_id: str = "",
) -> Task:
    """Move the task to `to`, as of the day of `happened_at` (default: `at`).

    Blocked needs an open barrier of the go-live (`barrier_id`) or `barrier` {kind, note, customer_note, side} that
    opens one. Skipped needs a reason. Done needs its prerequisites and its evidence; a lead may `override` with a
    reason, which is kept.
    """
    moment = happened_at or at
    moment_not_in_future("at", moment, at)
    move = Move(actor, to, timezone.localdate(moment), reason.strip(), override)
    with changing(actor=actor, at=moment, task_id=task_id, request_id=request_id) as change:
        [golive] = change.golives.values()
        found = standing_of(task_id)
        task = found.task
        expect_version(task, version)
        _refuse_unless_allowed(found, golive, move)
        named = _name_barrier(change, task, move, barrier_id, barrier) if to == TaskStatus.BLOCKED else {}
        ended_on = _ends_on(task)
        before, after = apply_changes(task, _fields(task, move), by=change.write_last)
        if not (after or named):
            return task  # blocked already, by that barrier or by one whose opening is told
        after = {**after, **named}
        change.record(
            f"task.{to.replace('_', '-')}", task, golive=golive, before=before, after=after, reason=move.reason,
            audience=Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL,
        )  # fmt: skip
        # A start fixes the dates where they are, and being done on the day that was planned moves nobody either.
        if to == TaskStatus.TODO or _ends_on(task) != ended_on:
            replan_around(change, task, is_heard=found.is_heard)
    return task


def _ends_on(task: Task) -> date | None:
    """The last day that the plan reckons with; a skipped task holds nobody up."""
    last: date | None = task.done_on if task.status == TaskStatus.DONE else task.due_on
    return None if task.status == TaskStatus.SKIPPED else last


def _refuse_unless_allowed(found: Standing, golive: GoLive, move: Move) -> None:
    task = found.task
    if not (move.actor.sees_internal or task.customer_visible):
        raise not_found("task")
    allowed = _allowed(task)
    if move.to not in allowed:
        hint = "Close its barriers, and it returns to where it was." if task.status == TaskStatus.BLOCKED else ""
        raise refused(
            f"A task that is {task.status} cannot become {move.to}. {hint}".strip(),
            "transition-refused",
            allowed=list(allowed),
        )
    if task.owner_side == OwnerSide.VENDOR and move.actor.side is Side.CUSTOMER:
        raise refused("This is the vendor's task; the vendor's staff ticks it.")
    if move.override and not (move.actor.is_lead and move.reason):
        raise refused("Only a lead overrides a rule, and with a reason.")
    if task.status in FINISHED and golive.status in CLOSED_GOLIVE_STATUSES:
        raise refused(f"The go-live is {golive.status}; its tasks are not reopened.")
    if move.to == TaskStatus.SKIPPED:
        _refuse_skipping(task, move)
    if move.to == TaskStatus.DONE and not move.override:
        _refuse_unready(found, move.actor)


def _allowed(task: Task) -> tuple[str, ...]:
    """By the table; but what history states as blocked, without a barrier that could be closed, goes on from before."""
    if task.status != TaskStatus.BLOCKED:
        return TASK_TRANSITIONS[task.status]
    if blocking(task).exists():
        return (TaskStatus.BLOCKED.value,)  # by one more: barriers overlap
    before = task.status_before_block or TaskStatus.TODO.value
    return (before, *(to for to in TASK_TRANSITIONS[before] if to != TaskStatus.BLOCKED))


def _refuse_skipping(task: Task, move: Move) -> None:
    if not move.reason:
        raise invalid("reason", "required", "Say why the task is skipped.")
    if task.gate != Gate.NONE and not move.actor.is_lead:
        raise refused("Only a lead skips a gate.")


def _refuse_unready(found: Standing, actor: Actor) -> None:
    """What comes first is finished, and what the task requires is there."""
    if found.waits:
        _refuse_open_prerequisites(found.task, actor)
    if found.lacks_evidence:
        raise refused("The task needs evidence: add a link or a note that shows it is done.", "evidence-missing")
    if found.lacks_approval:
        refuse_missing_approval(found.task)
    refuse_short_count(found.task)


def _refuse_open_prerequisites(task: Task, actor: Actor) -> None:
    waiting = open_prerequisites(task.id).order_by("sort_order", "id")
    shown = [row for row in waiting if actor.sees_internal or row.customer_visible]
    if not shown:
        raise refused("Something on our side comes first and is not finished yet.", "prerequisites-open", missing=[])
    missing = [{"task": str(row.id), "title": row.title, "status": row.status} for row in shown]
    raise refused(
        f"{counted(len(missing), 'prerequisite')} open; finish or skip what is missing first.",
        "prerequisites-open",
        missing=missing,
    )


def _name_barrier(
    change: Change, task: Task, move: Move, barrier_id: UUID | None, barrier: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Open the barrier that blocks the task, or note that it named one: what is to be told of that beside the state."""
    if barrier_id is not None:
        seen = Barrier.objects.visible_to(move.actor).filter(golive_id=task.golive_id)
        known = seen.filter(pk=barrier_id).first()
        if known is None:
            raise invalid("barrier", "unknown", "There is no such barrier on this go-live, or it is not yours to see.")
        if known.closed_on is not None or known.task_id not in {None, task.id}:
            raise invalid("barrier", "not_open_here", "That barrier is closed, or blocks another task; open one.")
        if known.task_id is not None or known.named_by.filter(pk=task.pk).exists():
            return {}
        known.named_by.add(task)
        return {"blocked_by": known.id}
    if not barrier or barrier.get("kind") not in BarrierKind.values:
        kinds = ", ".join(BarrierKind.values)
        raise invalid("barrier", "required", f"Say what blocks it: an open barrier, or a kind ({kinds}) and a note.")
    if not says_why(barrier):
        raise invalid("/barrier/note", "required", NEEDS_NOTE)
    stated = {name: barrier[name] for name in BARRIER_FIELDS if name in barrier}
    open_barrier_on(change, task=task, fields={**stated, "opened_on": move.day})
    return {}


def _fields(task: Task, move: Move) -> dict[str, Any]:
    """The fields that the state brings with it."""
    if move.to == TaskStatus.BLOCKED:
        return {"status": move.to, "status_before_block": task.status_before_block or task.status}
    done = move.to == TaskStatus.DONE
    fields: dict[str, Any] = {
        "status": move.to,
        "status_before_block": "",
        "done_on": move.day if done else None,
        "done_by": move.actor.name if done else "",
        "reason": move.reason if move.to == TaskStatus.SKIPPED or move.override else "",
    }
    if move.to == TaskStatus.IN_PROGRESS and task.start_on is None:
        fields["start_on"] = move.day
    if move.to == TaskStatus.TODO:
        fields["start_on"] = None
    if done and task.start_on is not None and task.start_on > move.day:
        raise invalid("at", "before_start", f"The task started on {task.start_on}; it cannot be done before.")
    return fields
