"""Asking for sign-offs and recording what was decided: rounds after a rejection, conditions that become tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import Problem, invalid, not_found, refused
from implementation.models import Approval, Task, TaskStatus
from implementation.models.approvals import GRANTED, ApprovalStatus
from implementation.models.playbooks import Category, Gate
from implementation.models.vocabulary import Audience, Side
from implementation.services.change import Change, changing
from implementation.services.plans import replan_golive
from implementation.services.tasks import add_prerequisite, add_task
from implementation.services.values import apply_changes, check, existing, expect_version, not_in_future

CONDITION_FIELDS = ("title", "category", "owner_side", "assignee", "due_on", "guidance")


def request_approval(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    fields: Mapping[str, Any],
    task_id: UUID | None = None,
    required: bool | None = None,
    request_id: str = "",
) -> Approval:
    """Ask somebody to sign off. `fields`: subject, asked, side, stakeholder, requested_on (default: the day of `at`).

    `required`: the task is not done without it; so it is for a gate unless said otherwise.
    """
    stated = {**fields, "requested_on": fields.get("requested_on") or timezone.localdate(at)}
    not_in_future("requested_on", stated["requested_on"], at)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        task = None if task_id is None else _open_task(golive_id, task_id)
        approval = Approval(golive_id=golive_id, task=task, requested_by=actor.name, **stated)
        _store(change, approval)
        if task is not None and (task.gate != Gate.NONE if required is None else required):
            _require(change, task)
    return approval


def request_again(
    *, actor: Actor, at: datetime, approval_id: UUID, fields: Mapping[str, Any], request_id: str = ""
) -> Approval:
    """Another round after a rejection. `fields`: subject, asked, stakeholder, where they differ from the one before."""
    golive_id = existing(Approval.objects.all(), approval_id, "approval").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        last = existing(Approval.objects.all(), approval_id, "approval")
        if last.status != ApprovalStatus.REJECTED:
            raise refused(f"The approval is {last.status}; another round follows a rejection.", allowed=[])
        kept = {name: getattr(last, name) for name in ("subject", "asked", "side", "stakeholder", "task_id")}
        approval = Approval(
            golive_id=golive_id, previous=last, round=last.round + 1, requested_by=actor.name,
            requested_on=timezone.localdate(at), **{**kept, **fields},
        )  # fmt: skip
        _store(change, approval)
    return approval


def decide_approval(
    *,
    actor: Actor,
    at: datetime,
    approval_id: UUID,
    to: str,
    on: date | None = None,
    decided_by: str = "",
    reason: str = "",
    conditions: Sequence[Mapping[str, Any]] = (),
    version: int | None = None,
    request_id: str = "",
) -> Approval:
    """Record the decision of a named person: themselves, or `decided_by`, which a key or share link has to state.

    Rejecting needs a reason, as does withdrawing the request; approving with conditions needs these. A condition
    (`CONDITION_FIELDS`, and `before`: id of a task that waits for it) becomes a task.
    """
    day = on or timezone.localdate(at)
    not_in_future("on", day, at)
    _refuse_half(to, reason, conditions)
    golive_id = existing(Approval.objects.all(), approval_id, "approval").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        approval = existing(Approval.objects.all(), approval_id, "approval")
        if not actor.sees_internal and approval.side != Side.CUSTOMER:
            raise not_found("approval")
        expect_version(approval, version)
        if approval.status != ApprovalStatus.REQUESTED:
            raise _decided_already(approval)
        if day < approval.requested_on:
            raise invalid(
                "on", "before_request", f"It was asked for on {approval.requested_on}: state that day or a later one."
            )
        decided = {} if to == ApprovalStatus.WITHDRAWN else {"decided_by": _person(actor, decided_by)}
        before, after = apply_changes(approval, {"status": to, "decided_on": day, "reason": reason.strip(), **decided})
        tasks = [
            _condition(change, approval, stated, place=f"/conditions/{index}")
            for index, stated in enumerate(conditions)
        ]
        if tasks:
            after = {**after, "conditions": [task.title for task in tasks]}
        _record(change, f"approval.{to.replace('_', '-')}", approval, before=before, after=after)
        if any(stated.get("before") is not None for stated in conditions):
            replan_golive(change, change.golives[golive_id])
    return approval


def refuse_missing_approval(task: Task) -> None:
    """A task that requires its approval is done once every request for it was granted, in its latest round."""
    if not task.approval_required:
        return
    rounds = list(Approval.objects.filter(task=task).latest_rounds().order_by("id"))
    missing = [approval for approval in rounds if approval.status not in GRANTED]
    if rounds and not missing:
        return
    told = "; ".join(f"“{one.subject}” by {one.asked}, round {one.round}, is {one.status}" for one in missing)
    raise refused(
        f"The task needs its approval: {told or 'nobody was asked for it yet'}.",
        "approval-missing",
        missing=[{"approval": str(one.id), "subject": one.subject, "status": one.status} for one in missing],
    )


def _open_task(golive_id: UUID, task_id: UUID, *, place: str = "task") -> Task:
    """`place` is where the body names it."""
    task = Task.objects.filter(golive_id=golive_id, id=task_id).first()
    if task is None:
        raise invalid(place, "unknown", f"{task_id} is no task of this go-live.")
    if task.status in {TaskStatus.DONE, TaskStatus.SKIPPED}:
        raise refused(f"The task is {task.status} already: reopen it, or ask for the go-live as a whole.")
    return task


def _require(change: Change, task: Task) -> None:
    before, after = apply_changes(task, {"approval_required": True})
    if after:
        golive = change.golives[task.golive_id]
        audience = Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL
        change.record("task.changed", task, golive=golive, before=before, after=after, audience=audience)


def _refuse_half(to: str, reason: str, conditions: Sequence[Mapping[str, Any]]) -> None:
    if to in {ApprovalStatus.REJECTED, ApprovalStatus.WITHDRAWN} and not reason.strip():
        raise invalid("reason", "required", f"Say why it is {to}.")
    if (to == ApprovalStatus.APPROVED_WITH_CONDITIONS) != bool(conditions):
        raise invalid("conditions", "required", "approved_with_conditions names its conditions, and no other does.")


def _person(actor: Actor, stated: str) -> str:
    """Staff may record what somebody else signed; the log keeps who recorded it. Contacts sign for themselves."""
    stated = stated.strip()
    if actor.kind is ActorKind.USER and not actor.sees_internal:
        return actor.name
    if not stated and actor.kind is not ActorKind.USER:
        raise invalid("decided_by", "required", "Name the person who decided.")
    return stated or actor.name


def _decided_already(approval: Approval) -> Problem:
    rejected = approval.status == ApprovalStatus.REJECTED
    remedy = "ask for another round" if rejected else "ask for another approval if it is needed again"
    words = f"It was {approval.get_status_display().lower()} already; {remedy}."
    return refused(words, "transition-refused", allowed=[])


def _condition(change: Change, approval: Approval, stated: Mapping[str, Any], *, place: str) -> Task:
    """Shown to the customer where the customer's side set it."""
    golive = change.golives[approval.golive_id]
    fields = {
        "category": Category.GOVERNANCE.value,
        "customer_visible": approval.side == Side.CUSTOMER,
        **{name: stated[name] for name in CONDITION_FIELDS if name in stated},
        "condition_of": approval,
    }
    task = add_task(change, golive=golive, fields=fields)
    if stated.get("before") is not None:
        waiting = _open_task(approval.golive_id, stated["before"], place=f"{place}/before")
        add_prerequisite(change, task=waiting, prerequisite=task)
    return task


def _store(change: Change, approval: Approval) -> None:
    check(approval)
    approval.save(force_insert=True)
    told = ("subject", "asked", "side", "stakeholder", "round", "task")
    _record(change, "approval.requested", approval, after={name: getattr(approval, name) for name in told})


def _record(change: Change, kind: str, approval: Approval, **fields: Any) -> None:
    audience = Audience.CUSTOMER if approval.side == Side.CUSTOMER else Audience.INTERNAL
    golive = change.golives[approval.golive_id]
    change.record(kind, approval, golive=golive, reason=approval.reason, audience=audience, **fields)
