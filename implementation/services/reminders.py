"""Noting what people are to be reminded of, as rows. Mails are made of them by reminder_mails.py.

Each step may run twice, late or half: a row is unique by person, kind, row and day, and what became somebody's is
taken from the event log as a follower of it. Told are users that the assignee's text means, of tasks they may see;
of a barrier on a task without one, or on the whole go-live, whoever leads it; so of a task that is due and nobody's,
or of somebody's who left.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from implementation.access.people import People, Person
from implementation.access.scopes import allows
from implementation.models import (
    Barrier,
    Event,
    Hold,
    Reminder,
    ReminderKind,
    Task,
    User,
)
from implementation.models.golives import WORKED_ON
from implementation.models.tasks import OPEN
from implementation.planning.reminding import BEFORE_DAYS, BLOCKED_DAYS, blocked_day, due_day
from implementation.services.followers import advance, number_events, position_of
from implementation.services.reporting_day import reporting_day

JOB = "implementation.remind"
REMINDERS = "reminders"
# What became somebody's longer ago is no news; nor is what stands in a log that is followed for the first time.
NEWS_FOR = timedelta(days=3)
_WEEK = timedelta(days=7)
_EVENTS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Reminded:
    """The users that may be reminded, whom texts mean of them or of those who left, and what each does not want."""

    users: Mapping[UUID, User]
    people: People[UUID]
    left: People[UUID]
    unwanted: Mapping[UUID, frozenset[str]]

    def told_of(self, kind: str, texts: Iterable[str], task: Task | None, customer_id: UUID) -> User | None:
        """The first of the texts that means somebody decides; None also where they may not see it, or want it not."""
        found = (self.people.meant(text, group=customer_id) for text in texts)
        meant = next((user_id for user_id in found if user_id is not None), None)
        if meant is None or kind in self.unwanted.get(meant, ()):
            return None
        user = self.users[meant]
        return user if may_see(user, task, customer_id) else None

    def answers_for(self, task: Task) -> str:
        """The text that says who is told that the task is due."""
        golive = task.golive
        gone = self.people.meant(task.assignee, group=golive.customer_id) is None and (
            not task.assignee or self.left.meant(task.assignee, group=golive.customer_id) is not None
        )
        return golive.owner if gone else task.assignee


def may_see(user: User, task: Task | None, customer_id: UUID) -> bool:
    """Whether the person may know of the task, or of a barrier on the whole go-live; a contact of its own alone."""
    if user.customer_id is not None:
        return user.customer_id == customer_id and task is not None and task.customer_visible
    return allows(user.as_actor(), "tasks:read")


def note_reminders(*, at: datetime) -> int:
    """Note what is to be said today; how many reminders that made."""
    today = reporting_day(at)
    people = _people()
    made = _note([*_due(people, today), *_blocked(people, today)], today)
    return made + _follow(people, at)


def _people() -> Reminded:
    everybody = list(User.objects.select_related("reminder_switches"))
    users = {user.id: user for user in everybody if user.is_active}
    unwanted = {}
    for user in users.values():
        if switches := getattr(user, "reminder_switches", None):
            unwanted[user.id] = frozenset(kind for kind in ReminderKind.values if not getattr(switches, kind))
    here, left = (
        People(
            Person(user.id, user.email, user.name, user.customer_id) for user in everybody if user.is_active is active
        )
        for active in (True, False)
    )
    return Reminded(users, here, left, unwanted)


def _workable() -> Q:
    """Of a go-live that is worked on: not held, not over."""
    held = Hold.objects.filter(golive=OuterRef("golive_id"), ends_on__isnull=True)
    return Q(golive__status__in=WORKED_ON, golive__ended_on__isnull=True) & ~Q(Exists(held))


def _due(people: Reminded, today: date) -> Iterator[Reminder]:
    near = (today - _WEEK, today + timedelta(days=BEFORE_DAYS))
    tasks: QuerySet[Task] = Task.objects.filter(_workable(), status__in=OPEN, due_on__range=near)
    tasks = tasks.exclude(assignee="", golive__owner="")
    for task in tasks.select_related("golive").order_by("id"):
        day = due_day(task.due_on, today) if task.due_on else None
        user = people.told_of(ReminderKind.DUE, [people.answers_for(task)], task, task.golive.customer_id)
        if user is not None and day is not None:
            yield Reminder(user=user, kind=ReminderKind.DUE, task=task, day=day)


def _blocked(people: Reminded, today: date) -> Iterator[Reminder]:
    long = Barrier.objects.filter(
        _workable(), closed_on__isnull=True, opened_on__lte=today - timedelta(days=BLOCKED_DAYS)
    )
    for barrier in long.select_related("golive", "task").order_by("id"):
        task, golive = barrier.task, barrier.golive
        texts = [task.assignee, golive.owner] if task else [golive.owner]
        user = people.told_of(ReminderKind.BLOCKED, texts, task, golive.customer_id)
        day = blocked_day(barrier.opened_on, today)
        if user is not None and day is not None:
            yield Reminder(user=user, kind=ReminderKind.BLOCKED, task=task, barrier=barrier, day=day)


def _note(reminders: list[Reminder], today: date) -> int:
    """Those that are not there yet. The look saves a write; that nothing is noted twice, the database holds."""
    if not reminders:
        return 0
    recent = Reminder.objects.filter(day__gte=today - 2 * _WEEK)
    there = set(recent.values_list("user_id", "kind", "task_id", "barrier_id", "day"))
    new = [one for one in reminders if _key(one) not in there]
    _store(new)
    return len(new)


def _key(one: Reminder) -> tuple[Any, ...]:
    return one.user_id, str(one.kind), one.task_id, one.barrier_id, one.day


def _store(reminders: list[Reminder]) -> None:
    Reminder.objects.bulk_create(reminders, batch_size=500, ignore_conflicts=True)


def _follow(people: Reminded, at: datetime) -> int:
    """What became somebody's, from the events since the last time."""
    made = 0
    while True:
        number_events()
        old = position_of(REMINDERS)
        new = min(old + _EVENTS_AT_ONCE, Event.objects.aggregate(last=Max("position"))["last"] or 0)
        if new <= old:
            return made
        rows = list(_yours(people, old, new, at))
        if not advance(REMINDERS, old=old, new=new, effect=partial(_store, rows)):
            return made
        made += len(rows)


def _yours(people: Reminded, old: int, new: int, at: datetime) -> Iterator[Reminder]:
    """Tasks that somebody else gave to a person who still has them."""
    given = Event.objects.filter(
        position__gt=old, position__lte=new, subject="task", recorded_at__gte=at - NEWS_FOR, after__has_key="assignee"
    ).order_by("position")
    events = list(given.values("subject_id", "actor_id", "at"))
    ids = {event["subject_id"] for event in events if event["subject_id"] is not None}
    tasks = Task.objects.filter(id__in=ids, status__in=OPEN).select_related("golive").in_bulk()
    for event in events:
        task = tasks.get(event["subject_id"])
        if task is None:
            continue
        user = people.told_of(ReminderKind.YOURS, [task.assignee], task, task.golive.customer_id)
        if user is not None and user.id != event["actor_id"]:
            day = timezone.localdate(event["at"])
            yield Reminder(user=user, kind=ReminderKind.YOURS, task=task, day=day)
