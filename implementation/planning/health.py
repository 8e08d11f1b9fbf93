"""How healthy a go-live is on a day, and why: each reason with the rows it comes from and a sentence. Pure.

The one place that decides it; reads/health.py gathers what is asked for. Levels: `on_track` without any reason,
`at_risk` with one, `off_track` where the target will not be met or has passed; apart from these `on_hold` while a hold
is open, and `closed` once nothing is left to watch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from implementation.planning.day_words import day_in_words

ON_TRACK, AT_RISK, OFF_TRACK, ON_HOLD, CLOSED = LEVELS = ("on_track", "at_risk", "off_track", "on_hold", "closed")
REASONS = ("overdue", "blocked", "gate_at_risk", "projected_after_target", "nothing_moved", "sponsor_not_reached")
QUIET_DAYS = 14
SPONSOR_DAYS = 30
_WORDS = {
    ON_TRACK: "On track",
    AT_RISK: "At risk",
    OFF_TRACK: "Off track",
    ON_HOLD: "On hold",
    CLOSED: "Closed",
}
# The gate that the present state leads to.
_NEXT_GATE = {"planned": "live", "in_progress": "live", "live": "handover"}


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is neither done nor skipped; `waits_for` are those of its prerequisites that are open too."""

    id: UUID
    title: str
    status: str
    due_on: date | None
    gate: str
    waits_for: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenBarrier:
    """`task_id` None: it blocks the whole go-live."""

    id: UUID
    kind: str
    opened_on: date
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The site, with its sponsor."""

    id: UUID
    name: str
    sponsor: str
    contacted_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a go-live. `target_on` is None also where it is known less exactly than to the day."""

    status: str
    kickoff_on: date | None = None
    target_on: date | None = None
    projected_on: date | None = None
    ended_on: date | None = None
    held_since: date | None = None
    last_moved_on: date | None = None
    site: Place | None = None
    tasks: tuple[OpenTask, ...] = ()
    barriers: tuple[OpenBarrier, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A row that a reason comes from."""

    noun: str
    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Reason:
    kind: str
    level: str
    sentence: str
    rows: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    level: str
    sentence: str
    reasons: tuple[Reason, ...] = field(default=())


def health(standing: Standing, *, today: date, quiet_days: int = QUIET_DAYS) -> Health:
    """The level on that day and its reasons, in the order of `REASONS`."""
    if standing.status not in _NEXT_GATE or (standing.ended_on is not None and standing.ended_on <= today):
        return Health(CLOSED, "Closed: nothing is left to watch.")
    found = tuple(_reasons(standing, today, quiet_days))
    level = _level(standing, found)
    return Health(level, _sentence(level, standing, found), found)


def _level(standing: Standing, reasons: Iterable[Reason]) -> str:
    if standing.held_since is not None:
        return ON_HOLD
    levels = {reason.level for reason in reasons}
    return OFF_TRACK if OFF_TRACK in levels else AT_RISK if levels else ON_TRACK


def _sentence(level: str, standing: Standing, reasons: tuple[Reason, ...]) -> str:
    since = f" since {day_in_words(standing.held_since)}" if standing.held_since else ""
    if not reasons:
        return f"{_WORDS[level]}{since}."
    return f"{_WORDS[level]}{since}: {' '.join(reason.sentence for reason in reasons)}"


def _reasons(standing: Standing, today: date, quiet_days: int) -> Iterator[Reason]:
    yield from _overdue(standing, today)
    yield from _blocked(standing, today)
    yield from _gates(standing, today)
    yield from _late(standing, today)
    yield from _quiet(standing, today, quiet_days)
    yield from _sponsor(standing, today)


def _overdue(standing: Standing, today: date) -> Iterator[Reason]:
    late = sorted((task for task in standing.tasks if is_overdue(task, today)), key=_by_day)
    if late and (oldest := late[0].due_on):
        words = f"{_count(len(late), 'task is', 'tasks are')} overdue, the oldest since {day_in_words(oldest)}."
        yield Reason("overdue", AT_RISK, words, _causes(late))


def is_overdue(task: OpenTask, today: date) -> bool:
    """`due_on` is the last day of work."""
    return task.due_on is not None and task.due_on < today


def _by_day(task: OpenTask) -> tuple[date, str]:
    return task.due_on or date.max, task.title


def _causes(tasks: Iterable[OpenTask]) -> tuple[Cause, ...]:
    return tuple(Cause("task", task.id, task.title) for task in tasks)


def _blocked(standing: Standing, today: date) -> Iterator[Reason]:
    """By the barriers; what history states as blocked without naming one, by its task."""
    titles = {task.id: task.title for task in standing.tasks}
    barriers = sorted(standing.barriers, key=lambda barrier: (barrier.opened_on, str(barrier.id)))
    named = {barrier.task_id for barrier in barriers}
    nameless = [task for task in standing.tasks if task.status == "blocked" and not named & {task.id, None}]
    if not barriers and not nameless:
        return
    what = f"{_count(len(barriers) + len(nameless), 'thing blocks', 'things block')} the work"
    days = f", the oldest for {_days((today - barriers[0].opened_on).days)}" if barriers else ""
    rows = [
        Cause("barrier", one.id, f"{one.kind.capitalize()}: {titles.get(one.task_id, 'a task')}")
        if one.task_id
        else Cause("barrier", one.id, f"{one.kind.capitalize()}: the whole go-live")
        for one in barriers
    ]
    yield Reason("blocked", AT_RISK, f"{what}{days}.", (*rows, *_causes(nameless)))


def _gates(standing: Standing, today: date) -> Iterator[Reason]:
    """Gates of the next step that are overdue or blocked, or wait for something that is, however far up the line."""
    gates = [task for task in standing.tasks if task.gate == _NEXT_GATE[standing.status]]
    held_up = {task.id for task in standing.tasks if is_overdue(task, today) or task.status == "blocked"}
    reached = _held_up_by(held_up, standing.tasks) if gates and held_up else set()
    risky = [gate for gate in gates if gate.id in reached]
    if risky:
        what = {"live": "going live", "handover": "the hand-over"}[_NEXT_GATE[standing.status]]
        words = f"{_count(len(risky), 'gate', 'gates')} before {what} may not be passed in time."
        yield Reason("gate_at_risk", AT_RISK, words, _causes(sorted(risky, key=_by_day)))


def _held_up_by(start: set[UUID], tasks: Iterable[OpenTask]) -> set[UUID]:
    """These tasks and all that wait for one of them. Circles, which nobody can store, would end too."""
    waiting: dict[UUID, list[UUID]] = {}
    for task in tasks:
        for prerequisite in task.waits_for:
            waiting.setdefault(prerequisite, []).append(task.id)
    seen: set[UUID] = set()
    ahead = list(start)
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(waiting.get(one, ()))
    return seen


def _late(standing: Standing, today: date) -> Iterator[Reason]:
    """Nobody goes live in the past: a target that has passed is missed, whatever the plan says."""
    target = standing.target_on
    if target is None or standing.status == "live":
        return
    if target < today:
        words = f"The target of {day_in_words(target)} passed {_days((today - target).days)} ago."
        yield Reason("projected_after_target", OFF_TRACK, words)
    elif standing.projected_on is not None and standing.projected_on > target:
        days = _days((standing.projected_on - target).days)
        words = f"The plan leads to {day_in_words(standing.projected_on)}, {days} after the target."
        yield Reason("projected_after_target", OFF_TRACK, words)


def _quiet(standing: Standing, today: date, quiet_days: int) -> Iterator[Reason]:
    """Of work that is meant to go on."""
    last = standing.last_moved_on or standing.kickoff_on
    if standing.status != "in_progress" or standing.held_since is not None or last is None:
        return
    if (today - last).days > quiet_days:
        words = f"Nothing has moved for {_days((today - last).days)}, since {day_in_words(last)}."
        yield Reason("nothing_moved", AT_RISK, words)


def _sponsor(standing: Standing, today: date) -> Iterator[Reason]:
    """Whom nobody has reached yet counts from kickoff."""
    site = standing.site
    if site is None or standing.status == "planned":
        return
    since = site.contacted_on or standing.kickoff_on
    if since is None or (today - since).days <= SPONSOR_DAYS:
        return
    who = f"The sponsor at {site.name}" + (f", {site.sponsor}," if site.sponsor else "")
    days = _days((today - since).days)
    words = f"{who} was last reached {days} ago." if site.contacted_on else f"{who} has not been reached in {days}."
    yield Reason("sponsor_not_reached", AT_RISK, words, (Cause("site", site.id, site.name),))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _days(number: int) -> str:
    return _count(number, "day", "days")
