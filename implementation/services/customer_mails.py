"""Mails to customers' people: a digest each Monday, and a word at once when the target of a go-live moves.

What became theirs is told with the daily reminders. Rows first: a digest is claimed and put into the post in one
transaction, and moves are taken from the event log by a follower, so that nobody gets either twice.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse

from implementation.access.actors import Actor, Role
from implementation.models import Event, GoLive, ReminderSwitches, User
from implementation.models.golives import WORKED_ON
from implementation.models.vocabulary import Audience
from implementation.planning.day_words import day_in_words
from implementation.services.followers import advance, number_events, position_of
from implementation.services.mails import Letter, post
from implementation.services.reporting_day import reporting_day
from implementation.services.unsubscribing import footer_of, headers_of, unsubscribe_link

JOB = "implementation.mail_customers"
FOLLOWER = "customer-mails"
DIGEST, TARGET = "digest", "target"
_NEWS_FOR = timedelta(days=3)
# What a digest tells of each go-live of the actor on a day. Reading it is not a service's; the job brings it along.
StandingOf = Callable[[Actor, date], Iterable[tuple[UUID, str]]]
_EVENTS_AT_ONCE = 2000
_MONDAY = 0


def mail_customers(*, at: datetime, standing_of: StandingOf) -> None:
    """Swept: digests where it is Monday morning, and moves since the last time."""
    _digests(at, standing_of)
    _moves(at)


def _contacts(kind: str) -> Any:
    contacts = User.objects.filter(role=Role.CONTACT, is_active=True)
    return contacts.filter(Q(reminder_switches__isnull=True) | Q(**{f"reminder_switches__{kind}": True}))


def _digests(at: datetime, standing_of: StandingOf) -> None:
    today = reporting_day(at)
    local = at.astimezone(ZoneInfo(settings.REPORTING_TIME_ZONE))
    if today.weekday() != _MONDAY or local.hour < settings.REMINDER_HOUR:
        return
    told = Q(reminder_switches__digest_on=today)
    for user in _contacts(DIGEST).exclude(told).select_related("customer").order_by("id"):
        standing = standing_of(user.as_actor(), today)
        lines = [f"{text}\n{_url(golive_id)}" for golive_id, text in standing]
        with transaction.atomic():
            ReminderSwitches.objects.get_or_create(user=user)
            mine = ReminderSwitches.objects.filter(user=user).filter(Q(digest_on__isnull=True) | Q(digest_on__lt=today))
            if mine.update(digest_on=today) and lines:
                post(_letter(user, DIGEST, f"Your go-lives at {user.customer}", "\n\n".join(lines)), at=at)


def _moves(at: datetime) -> None:
    """From the events since the last time; what is older than three days is no news."""
    number_events()
    old = position_of(FOLLOWER)
    new = min(old + _EVENTS_AT_ONCE, Event.objects.aggregate(last=Max("position"))["last"] or 0)
    if new > old:
        advance(FOLLOWER, old=old, new=new, effect=partial(_tell_moves, old, new, at))


def _tell_moves(old: int, new: int, at: datetime) -> None:
    moved = Event.objects.filter(
        position__gt=old, position__lte=new, kind="target-change.announced", audience=Audience.CUSTOMER,
        recorded_at__gte=at - _NEWS_FOR, golive__status__in=WORKED_ON,
    )  # fmt: skip
    latest = {event.golive_id: event for event in moved.order_by("position") if event.golive_id is not None}
    golives = GoLive.objects.filter(id__in=latest).select_related("product", "customer")
    for golive in golives.order_by("id"):
        target = day_in_words(golive.target_on, golive.target_on_precision) if golive.target_on else "open"
        reason = str(latest[golive.id].reason or latest[golive.id].after.get("reason") or "")
        text = f"The target of {golive.product} is now {target}.{f' {reason}' if reason else ''}\n\n{_url(golive.id)}"
        for user in _contacts(TARGET).filter(customer_id=golive.customer_id).order_by("id"):
            if user.id != latest[golive.id].actor_id:
                post(_letter(user, TARGET, f"{golive.product}: the target moved to {target}", text), at=at)


def _letter(user: User, kind: str, subject: str, text: str) -> Letter:
    link = unsubscribe_link(user.id, kind)
    return Letter(
        kind=f"customer-{kind}",
        to=user.email,
        subject=subject,
        text=f"{text}\n\n{footer_of(link)}",
        headers=headers_of(link),
    )


def _url(golive_id: UUID) -> str:
    return settings.PUBLIC_URL + reverse("golive-status", args=[golive_id])
