"""What the status page of a go-live tells: where it stands, from the rows that the reader may see. Seven queries."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from implementation.access.actors import Actor
from implementation.http.problems import not_found
from implementation.models import (
    Barrier,
    GoLive,
    GoLiveStatus,
    Hold,
    StatusNote,
    TargetChange,
    Task,
    TaskDependency,
)  # fmt: skip
from implementation.models.playbooks import Category
from implementation.models.tasks import FINISHED
from implementation.models.vocabulary import OwnerSide, Precision
from implementation.planning.day_words import day_in_words
from implementation.planning.progress import Part
from implementation.reads.progress import in_order, items_of

NEEDED_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Needed:
    """A task that waits for the customer's side."""

    id: UUID
    title: str
    due_on: date | None
    overdue: bool
    joint: bool
    assignee: str
    guidance: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    golive: GoLive
    sentence: str
    progress: list[Part]
    overall: Part
    needed: list[Needed]
    needed_left_out: int
    barriers: list[Barrier]
    hold: Hold | None
    moves: list[TargetChange]
    first_target: str
    note: StatusNote | None


def status_page(golive_id: UUID, *, actor: Actor, today: date) -> StatusPage:
    """Everything on the page; not found where the actor may not know of the go-live."""
    golives = GoLive.objects.visible_to(actor).select_related("customer", "product", "site")
    golive = golives.filter(id=golive_id).first()
    if golive is None:
        raise not_found("go-live")
    tasks = Task.objects.visible_to(actor).filter(golive_id=golive_id)
    counted = in_order(items_of(tasks))
    needed = _needed(tasks, today)
    barriers = _open_barriers(golive_id, actor)
    hold = Hold.objects.visible_to(actor).filter(golive_id=golive_id, ends_on__isnull=True).first()
    moves = list(TargetChange.objects.visible_to(actor).filter(golive_id=golive_id).order_by(*_ANNOUNCED))
    return StatusPage(
        golive=golive,
        sentence=sentence(golive, counted.overall, hold=hold, barriers=len(barriers), today=today),
        progress=[_titled(part) for part in counted.by_category],
        overall=counted.overall,
        needed=needed[:NEEDED_SHOWN],
        needed_left_out=max(0, len(needed) - NEEDED_SHOWN),
        barriers=barriers,
        hold=hold,
        moves=moves,
        first_target=_first_target(moves),
        note=_newest_note(golive_id, actor),
    )


def _newest_note(golive_id: UUID, actor: Actor) -> StatusNote | None:
    """What the customer was told last; drafts stand on no page."""
    told = StatusNote.objects.visible_to(actor).told().filter(golive_id=golive_id)
    return told.order_by("-published_at", "-id").first()


# Of an unknown day first: such a move stands at the beginning of a history.
_ANNOUNCED = (F("announced_on").asc(nulls_first=True), "id")


def _first_target(moves: list[TargetChange]) -> str:
    """Where the target stood before it moved, in words; nothing where that is not known."""
    return _day(moves[0], "old_target_on") if moves and moves[0].old_target_on else ""


def sentence(golive: GoLive, overall: Part, *, hold: Hold | None, barriers: int, today: date) -> str:
    """Where it stands, for a person who reads one line."""
    if golive.status != GoLiveStatus.IN_PROGRESS:
        return _sentence_at_rest(golive)
    parts = [f"In progress: {overall.finished} of {overall.tasks} tasks are finished"]
    if hold is not None:
        parts.append(f"on hold since {day_in_words(hold.starts_on)}")
    elif barriers:
        parts.append("one thing blocks it" if barriers == 1 else f"{barriers} things block it")
    elif overall.blocked:
        # What by has no wording for this reader; that something is, the progress tells anyway.
        parts.append("one is blocked" if overall.blocked == 1 else f"{overall.blocked} are blocked")
    return ", ".join(parts) + _until(golive, today)


def _sentence_at_rest(golive: GoLive) -> str:
    """Of a go-live that is not being worked towards: still to come, live, or over."""
    if golive.status == GoLiveStatus.PLANNED:
        kickoff = _day(golive, "kickoff_on") if golive.kickoff_on else ""
        return f"Kickoff is planned for {kickoff}." if kickoff else "Kickoff is not yet planned."
    if golive.status == GoLiveStatus.CANCELLED:
        return f"Cancelled ({_day(golive, 'cancelled_on')})."
    if golive.ended_on is not None:
        return f"Was live from {_day(golive, 'live_on')} to {_day(golive, 'ended_on')}."
    if golive.status == GoLiveStatus.HANDED_OVER:
        return f"Live since {_day(golive, 'live_on')}, handed over to support ({_day(golive, 'handed_over_on')})."
    return f"Live since {_day(golive, 'live_on')}; the team is still beside you."


def _until(golive: GoLive, today: date) -> str:
    """To a target that is known to the day, the days; to another, when it is."""
    if golive.target_on is None:
        return "; no target is set yet."
    target = _day(golive, "target_on")
    if golive.target_on_precision != Precision.DAY:
        return f"; the target is {target}."
    days = (golive.target_on - today).days
    if days < 0:
        return f"; the target of {target} passed {_days(-days)} ago."
    return "; the target is today." if days == 0 else f"; {_days(days)} to the target of {target}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _day(row: GoLive | TargetChange, name: str) -> str:
    """A date of the row as exactly as it is known. Status and dates agree, so the day is there."""
    return day_in_words(getattr(row, name), getattr(row, f"{name}_precision"))


def _titled(part: Part) -> Part:
    return replace(part, name=Category(part.name).label.capitalize())


def _needed(tasks: Any, today: date) -> list[Needed]:
    """The customer's and joint tasks that can be worked on now: nothing that comes before them is open."""
    waiting = TaskDependency.objects.filter(task=OuterRef("pk")).exclude(prerequisite__status__in=FINISHED)
    rows = (
        tasks.filter(owner_side__in=[OwnerSide.CUSTOMER, OwnerSide.JOINT])
        .exclude(status__in=FINISHED)
        .filter(~Exists(waiting))
        .order_by(F("due_on").asc(nulls_last=True), "sort_order", "id")
    )
    return [
        Needed(
            id=row.id,
            title=row.title,
            due_on=row.due_on,
            overdue=row.due_on is not None and row.due_on < today,
            joint=row.owner_side == OwnerSide.JOINT,
            assignee=row.assignee,
            guidance=row.guidance,
        )
        for row in rows
    ]


def _open_barriers(golive_id: UUID, actor: Actor) -> list[Barrier]:
    rows = Barrier.objects.visible_to(actor).filter(golive_id=golive_id, closed_on__isnull=True)
    return list(rows.select_related("task").order_by("opened_on", "id"))
