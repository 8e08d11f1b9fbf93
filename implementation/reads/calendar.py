"""What a calendar feed tells: days of go-lives, tasks and holds, as the feed's own actor may see them.

Asked by pages/calendar.py, which writes them out. Four queries for a go-live, five for a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, F, Q, When

from implementation.access.actors import Actor
from implementation.http.problems import not_found
from implementation.models import CalendarFeed, GoLive, GoLiveStatus, Hold, Task, TaskStatus
from implementation.models.tasks import OPEN
from implementation.models.vocabulary import Precision
from implementation.reads.people import meaning, names_of

PAST = timedelta(days=90)
FUTURE = timedelta(days=400)
TASKS_SHOWN = 1000
_DAY = timedelta(days=1)
_MILESTONES = (("kickoff", "Kickoff"), ("target", "Target"), ("live", "Live"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of whole days: from `starts_on` up to, but not on, `ends_before`."""

    uid: str
    summary: str
    description: str
    starts_on: date
    ends_before: date
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`left_out`: there were more tasks than are shown."""

    name: str
    entries: list[Entry]
    left_out: bool


def calendar_page(feed: CalendarFeed, *, today: date) -> CalendarPage:
    """The feed's entries from 90 days ago to 400 days ahead; not found where its go-live is."""
    actor = feed.as_actor()
    window = (today - PAST, today + FUTURE)
    if feed.golive_id is None:
        return _of_person(feed.person, actor, window)
    return _of_golive(feed, actor, window, today)


def _of_golive(feed: CalendarFeed, actor: Actor, window: tuple[date, date], today: date) -> CalendarPage:
    golive = _golives(actor).filter(id=feed.golive_id).first()
    if golive is None:
        raise not_found("go-live")
    tasks = _first(_tasks(actor, window).filter(golive_id=golive.id))
    holds = Hold.objects.visible_to(actor).filter(golive_id=golive.id, starts_on__lte=window[1])
    holds = holds.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=window[0])).order_by("starts_on", "id")
    entries = [
        *_milestones(golive, window),
        *(_task(task, golive) for task in tasks[:TASKS_SHOWN]),
        *(_hold(hold, golive, today) for hold in holds),
    ]
    return CalendarPage(_title(golive), entries, len(tasks) > TASKS_SHOWN)


def _of_person(person: str, actor: Actor, window: tuple[date, date]) -> CalendarPage:
    """The person's tasks, and the days of the go-lives that the person leads."""
    names = names_of(person)
    tasks = _tasks(actor, window)
    assignees = meaning(names, tasks.order_by().values_list("assignee", flat=True).distinct())
    mine = _first(tasks.filter(assignee__in=assignees))
    in_window = Q(*((f"{noun}_on__range", window) for noun, _ in _MILESTONES), _connector=Q.OR)
    golives = _golives(actor).filter(in_window)
    owners = meaning(names, golives.values_list("owner", flat=True).distinct())
    led = golives.filter(owner__in=owners).order_by("kickoff_on", "id")
    entries = [
        *(entry for golive in led for entry in _milestones(golive, window)),
        *(_task(task, task.golive) for task in mine[:TASKS_SHOWN]),
    ]
    return CalendarPage(f"Go-lives: {person}", entries, len(mine) > TASKS_SHOWN)


def _golives(actor: Actor) -> Any:
    return GoLive.objects.visible_to(actor).select_related("customer", "product", "site")


def _tasks(actor: Actor, window: tuple[date, date]) -> Any:
    """Open tasks by the day they are due, finished ones by the day they were done. What was given up is left out."""
    is_open = Q(status__in=OPEN, due_on__range=window) & ~Q(golive__status=GoLiveStatus.CANCELLED)
    is_done = Q(status=TaskStatus.DONE, done_on__range=window)
    return Task.objects.visible_to(actor).filter(is_open | is_done)


def _first(tasks: Any) -> list[Any]:
    """The earliest by day, one more than is shown, so that it is known whether there are more."""
    day = Case(When(status=TaskStatus.DONE, then=F("done_on")), default=F("due_on"))
    rows = tasks.select_related("golive__customer", "golive__product", "golive__site")
    return list(rows.annotate(day=day).order_by("day", "sort_order", "id")[: TASKS_SHOWN + 1])


def _title(golive: GoLive) -> str:
    site = f", {golive.site}" if golive.site else ""
    return f"{golive}{site}" + (" (pilot)" if golive.stage == "pilot" else "")


def _milestones(golive: GoLive, window: tuple[date, date]) -> Iterable[Entry]:
    """A day that is known to a month or less would stand on its middle: it is left out."""
    for noun, word in _MILESTONES:
        day: date | None = getattr(golive, f"{noun}_on")
        exact = getattr(golive, f"{noun}_on_precision") == Precision.DAY
        given_up = noun == "target" and golive.status == GoLiveStatus.CANCELLED
        if day is None or not exact or given_up or not window[0] <= day <= window[1]:
            continue
        yield Entry(
            uid=f"{noun}-{golive.id}@crossing",
            summary=f"{word}: {_title(golive)}",
            description=f"The go-live is {GoLiveStatus(golive.status).label.lower()}.",
            starts_on=day,
            ends_before=day + _DAY,
            version=golive.version,
            changed_at=golive.updated_at,
        )


def _task(task: Any, golive: GoLive) -> Entry:
    """`task.day` is the query's own column."""
    day: date = task.day
    word = {TaskStatus.DONE: "Done: ", TaskStatus.BLOCKED: "Blocked: "}.get(TaskStatus(task.status), "")
    return Entry(
        uid=f"task-{task.id}@crossing",
        summary=f"{word}{task.title} ({_title(golive)})",
        description="\n".join(_lines(task)),
        starts_on=day,
        ends_before=day + _DAY,
        version=task.version,
        changed_at=task.updated_at,
    )


def _lines(task: Task) -> Iterable[str]:
    yield f"Status: {TaskStatus(task.status).label.lower()}"
    yield f"Owner: {task.owner_side}" + (f", {task.assignee}" if task.assignee else "")
    if task.due_on is not None:
        yield f"Due: {task.due_on.day} {task.due_on:%B %Y}"
    if task.guidance:
        yield task.guidance


def _hold(hold: Hold, golive: GoLive, today: date) -> Entry:
    """To its last day; an open one to today, and so it changes by the day."""
    is_open = hold.ends_on is None
    last = max(hold.ends_on or today, hold.starts_on)
    midnight = datetime.combine(today, time(), UTC)
    return Entry(
        uid=f"hold-{hold.id}@crossing",
        summary=f"On hold: {_title(golive)}",
        description=hold.reason,
        starts_on=hold.starts_on,
        ends_before=last + _DAY,
        version=hold.version,
        changed_at=max(hold.updated_at, midnight) if is_open else hold.updated_at,
    )
