"""What a mail of reminders says: what is still so of the rows in it, and still wanted. Reads, and writes nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from implementation.access.people import folded
from implementation.models import GoLive, Hold, Reminder, ReminderKind, ReminderMail, ReminderSwitches, User
from implementation.models.golives import WORKED_ON
from implementation.models.tasks import FINISHED
from implementation.planning.day_words import day_in_words
from implementation.planning.reminding import BEFORE_DAYS
from implementation.services.reminders import may_see
from implementation.services.unsubscribing import footer_of, unsubscribe_link

_HEADINGS = {
    ReminderKind.DUE: "Due",
    ReminderKind.BLOCKED: "Blocked for long",
    ReminderKind.YOURS: "Yours now",
}


@dataclass(frozen=True, slots=True)
class Words:
    """`end`: the address that ends these mails."""

    subject: str
    body: str
    end: str


def words_of(mail: ReminderMail, *, today: date) -> Words | None:
    """The text; None where nothing is left to say."""
    switches = ReminderSwitches.objects.filter(user_id=mail.user_id).first() or ReminderSwitches()
    lines: dict[str, list[str]] = {kind: [] for kind in ReminderKind}
    told: set[UUID] = set()
    for one in sorted(_rows(mail), key=_place):
        # What is due, or blocked, need not be said once more because it is new to the person as well.
        if not (getattr(switches, one.kind) and _still_so(one, mail.user, today)) or (
            one.kind != ReminderKind.BLOCKED and one.task_id in told
        ):
            continue
        lines[one.kind].append(_line(one, mail.user, today))
        told |= {one.task_id} if one.task_id else set()
    count = sum(map(len, lines.values()))
    if not count:
        return None
    subject = "1 thing waits for you" if count == 1 else f"{count} things wait for you"
    end = unsubscribe_link(mail.user_id, "reminders")
    return Words(f"Crossing: {subject}", _body(mail, lines, end), end)


def _rows(mail: ReminderMail) -> list[Any]:
    """With what they are about, and whether the go-live is on hold."""
    held = Hold.objects.filter(golive=OuterRef("of_golive"), ends_on__isnull=True)
    rows = mail.reminders.select_related(
        "task__golive__product", "task__golive__customer", "barrier__golive__product", "barrier__golive__customer"
    )
    of_golive = Coalesce("task__golive_id", "barrier__golive_id")
    return list(rows.annotate(of_golive=of_golive).annotate(held=Exists(held)))


def _place(one: Reminder) -> tuple[int, date, UUID]:
    return ReminderKind.values.index(one.kind), one.day, one.id


def _body(mail: ReminderMail, lines: dict[str, list[str]], end: str) -> str:
    parts = [f"Good morning {mail.user.name or mail.user.email},"]
    parts += [
        "\n".join([_HEADINGS[ReminderKind(kind)], *(f"- {line}" for line in told)])
        for kind, told in lines.items()
        if told
    ]
    parts.append(f"All go-lives: {settings.PUBLIC_URL}/")
    parts.append(footer_of(end))
    return "\n\n".join(parts)


def _still_so(one: Any, user: User, today: date) -> bool:
    """Between the noting and the mail a night may lie, or days without a mail server."""
    golive = (one.task or one.barrier).golive
    if not (may_see(user, one.task, golive.customer_id) and _is_theirs(one, golive, user)):
        return False
    if one.task is not None and one.task.status in FINISHED:
        return False
    if one.kind == ReminderKind.YOURS:
        return True
    if one.held or golive.status not in WORKED_ON or golive.ended_on is not None:
        return False
    if one.kind == ReminderKind.BLOCKED:
        return one.barrier.closed_on is None
    due_on = one.task.due_on
    return due_on is not None and due_on <= today + timedelta(days=BEFORE_DAYS)


def _is_theirs(one: Reminder, golive: GoLive, user: User) -> bool:
    """By the text that stands there now; of what is due or blocks, who leads the go-live is told too."""
    assignee = one.task.assignee if one.task else ""
    return _means(user, assignee) or (one.kind != ReminderKind.YOURS and _means(user, golive.owner))


def _means(user: User, text: str) -> bool:
    return bool(text) and folded(text) in {folded(user.email), folded(user.name)}


def _line(one: Reminder, user: User, today: date) -> str:
    """One line, whatever stands in a title."""
    golive = one.task.golive if one.task else one.barrier.golive if one.barrier else None
    what = one.task.title if one.task else "The whole go-live"
    return " ".join(f"{what} ({golive}){_detail(one, today)}{_whose(one, user)}".split())


def _whose(one: Reminder, user: User) -> str:
    """Of what is due and not the reader's own."""
    if one.kind != ReminderKind.DUE or one.task is None or _means(user, one.task.assignee):
        return ""
    return f", given to {one.task.assignee or 'nobody yet'}"


def _detail(one: Reminder, today: date) -> str:
    if one.barrier is not None:
        days = (today - one.barrier.opened_on).days
        return f": blocked for {days} days ({one.barrier.kind})"
    due_on = one.task.due_on if one.task else None
    if due_on is None:
        return ""
    if due_on < today:
        return f": was due on {day_in_words(due_on)}"
    return ": due today" if due_on == today else f": due on {day_in_words(due_on)}"
