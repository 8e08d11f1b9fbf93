"""What a mail of reminders says: what is still so of the rows in it, and still wanted. Reads, and writes nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from implementation.models import Reminder, ReminderKind, ReminderMail, ReminderSwitches
from implementation.models.tasks import FINISHED
from implementation.planning.day_words import day_in_words
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
    rows = mail.reminders.select_related("task__golive__product", "task__golive__customer", "barrier__golive__product")
    lines: dict[str, list[str]] = {kind: [] for kind in ReminderKind}
    told: set[UUID] = set()
    for one in sorted(rows.select_related("barrier__golive__customer"), key=_place):
        # What is due, or blocked, need not be said once more because it is new to the person as well.
        if not (getattr(switches, one.kind) and _still_so(one)) or (
            one.kind != ReminderKind.BLOCKED and one.task_id in told
        ):
            continue
        lines[one.kind].append(_line(one, today))
        told |= {one.task_id} if one.task_id else set()
    count = sum(map(len, lines.values()))
    if not count:
        return None
    subject = "1 thing waits for you" if count == 1 else f"{count} things wait for you"
    end = unsubscribe_link(mail.user_id, "reminders")
    return Words(f"Crossing: {subject}", _body(mail, lines, end), end)


def _place(one: Reminder) -> tuple[int, date, UUID]:
    return ReminderKind.values.index(one.kind), one.day, one.id


def _body(mail: ReminderMail, lines: dict[str, list[str]], end: str) -> str:
    parts = [f"Good morning {mail.user.name or mail.user.email},"]
    parts += [
        "\n".join([_HEADINGS[ReminderKind(kind)], *(f"- {line}" for line in told)])
        for kind, told in lines.items()
        if told
    ]
    parts.append(f"All go-lives: {settings.PUBLIC_URL}/\nWhich reminders you get is yours to switch (me/reminders).")
    parts.append(footer_of(end))
    return "\n\n".join(parts)


def _still_so(one: Reminder) -> bool:
    if one.barrier is not None and one.barrier.closed_on is not None:
        return False
    return one.task is None or one.task.status not in FINISHED


def _line(one: Reminder, today: date) -> str:
    """One line, whatever stands in a title."""
    golive = one.task.golive if one.task else one.barrier.golive if one.barrier else None
    what = one.task.title if one.task else "The whole go-live"
    return " ".join(f"{what} ({golive}){_detail(one, today)}".split())


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
