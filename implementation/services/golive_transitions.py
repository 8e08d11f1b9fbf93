"""Moving a go-live between its states, by the rules of the work. What is missing is listed in the refusal."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor, system_actor
from implementation.http.problems import invalid, refused
from implementation.models import GoLive, GoLiveStatus, Hold, Task, TaskStatus
from implementation.models.playbooks import Gate
from implementation.models.vocabulary import Audience, Precision
from implementation.planning.status import golive_status
from implementation.planning.transitions import GOLIVE_TRANSITIONS, LEAD_ONLY_GOLIVE_TRANSITIONS
from implementation.services.change import changing
from implementation.services.plans import replan_golive
from implementation.services.values import apply_changes, counted, expect_version, not_in_future


def transition_golive(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    to: str,
    on: date | None = None,
    reason: str = "",
    version: int | None = None,
    request_id: str = "",
) -> GoLive:
    """Move the go-live to `to` on the day `on` (default: the day of `at`).

    Live needs its live gates and no open hold, handing over its handover gates. Cancelling and going back need a
    reason, and going back a lead.
    """
    not_in_future("on", on, at)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        expect_version(golive, version)
        _refuse_unless_allowed(actor, golive, to, reason)
        today = timezone.localdate(at)
        day = on or _usual_day(golive, to, today)
        fields = _FIELDS[to](golive, day)
        # Where the day is a day ahead of UTC, so is today.
        dates = {name: fields.get(name, getattr(golive, name)) for name in _DATES}
        fields["status"] = golive_status(**dates, today=max(day, today))
        if fields["status"] != to:
            raise refused(
                f"By its dates it is {fields['status']} then, not {to}: ask for that.",
                "transition-refused",
                allowed=[fields["status"]],
            )
        before, after = apply_changes(golive, fields)
        change.record(
            f"go-live.{to.replace('_', '-')}",
            golive, golive=golive, before=before, after=after, reason=reason, audience=Audience.CUSTOMER,
        )  # fmt: skip
        replan_golive(change, golive, decided="kickoff_on" in after)
    return golive


_DATES = ("kickoff_on", "live_on", "handed_over_on", "cancelled_on")


def _usual_day(golive: GoLive, to: str, today: date) -> date:
    """Today, but for a planned go-live whose kickoff day has come: it began on that day."""
    kickoff: date | None = golive.kickoff_on if golive.kickoff_on_precision == Precision.DAY else None
    starts = golive.status == GoLiveStatus.PLANNED and to == GoLiveStatus.IN_PROGRESS
    return min(kickoff, today) if starts and kickoff is not None else today


def start_due_golives(*, at: datetime) -> int:
    """Start the planned go-lives whose kickoff day has come; the number of those started."""
    today = timezone.localdate(at)
    due = GoLive.objects.filter(status=GoLiveStatus.PLANNED, kickoff_on__lte=today).values_list("id", flat=True)
    started = 0
    for golive_id in list(due):
        with changing(actor=system_actor("kickoff"), at=at, golive_ids=[golive_id]) as change:
            golive = change.golives[golive_id]
            # The row may have changed between the search and the lock.
            if golive.status != GoLiveStatus.PLANNED or golive.kickoff_on is None or golive.kickoff_on > today:
                continue
            before, after = apply_changes(golive, {"status": GoLiveStatus.IN_PROGRESS.value})
            change.record(
                "go-live.in-progress",
                golive,
                golive=golive,
                before=before,
                after=after,
                audience=Audience.CUSTOMER,
            )
            started += 1
    return started


def _refuse_unless_allowed(actor: Actor, golive: GoLive, to: str, reason: str) -> None:
    allowed = GOLIVE_TRANSITIONS[golive.status]
    if to not in allowed:
        raise refused(
            f"A go-live that is {golive.status} cannot become {to}.",
            "transition-refused",
            allowed=list(allowed),
        )
    if (golive.status, to) in LEAD_ONLY_GOLIVE_TRANSITIONS and not actor.is_lead:
        raise refused(f"Only a lead takes a go-live back from {golive.status} to {to}.")
    if ((golive.status, to) in LEAD_ONLY_GOLIVE_TRANSITIONS or to == GoLiveStatus.CANCELLED) and not reason.strip():
        raise invalid("reason", "required", "Say why: cancelling and going back need a reason.")


def _start(golive: GoLive, day: date) -> dict[str, Any]:
    if golive.status == GoLiveStatus.PLANNED:
        return {"kickoff_on": day, "kickoff_on_precision": Precision.DAY.value}
    return _uncancel(golive, day) if golive.status == GoLiveStatus.CANCELLED else {"live_on": None}


def _uncancel(golive: GoLive, day: date) -> dict[str, Any]:
    return {"cancelled_on": None}


def _go_live(golive: GoLive, day: date) -> dict[str, Any]:
    if golive.status == GoLiveStatus.HANDED_OVER:
        return {"handed_over_on": None}
    if Hold.objects.filter(golive=golive, ends_on__isnull=True).exists():
        raise refused("The go-live is on hold; end the hold before it goes live.")
    _refuse_open_gates(golive, Gate.LIVE)
    return {"live_on": day, "live_on_precision": Precision.DAY.value}


def _hand_over(golive: GoLive, day: date) -> dict[str, Any]:
    _refuse_open_gates(golive, Gate.HANDOVER)
    return {"handed_over_on": day, "handed_over_on_precision": Precision.DAY.value}


def _cancel(golive: GoLive, day: date) -> dict[str, Any]:
    fields = {"cancelled_on": day, "cancelled_on_precision": Precision.DAY.value}
    # A kickoff that was planned for later will not take place; the event keeps the day.
    ahead = golive.status == GoLiveStatus.PLANNED and golive.kickoff_on is not None and golive.kickoff_on > day
    return {**fields, "kickoff_on": None} if ahead else fields


def _refuse_open_gates(golive: GoLive, gate: Gate) -> None:
    """Gates are done, or skipped (which only a lead can)."""
    finished = [TaskStatus.DONE, TaskStatus.SKIPPED]
    open_gates = list(
        Task.objects.filter(golive=golive, gate=gate).exclude(status__in=finished).order_by("sort_order", "id")
    )
    if open_gates:
        raise refused(
            f"{counted(len(open_gates), 'gate')} open; finish what is missing, or let a lead skip it with a reason.",
            "gates-open",
            missing=[{"task": str(task.id), "title": task.title, "status": task.status} for task in open_gates],
        )


_FIELDS: dict[str, Callable[[GoLive, date], dict[str, Any]]] = {
    GoLiveStatus.PLANNED.value: _uncancel,
    GoLiveStatus.IN_PROGRESS.value: _start,
    GoLiveStatus.LIVE.value: _go_live,
    GoLiveStatus.HANDED_OVER.value: _hand_over,
    GoLiveStatus.CANCELLED.value: _cancel,
}
