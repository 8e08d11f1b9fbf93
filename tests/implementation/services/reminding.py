"""Short words for tests of reminders: the moment it is, what is noted, and what is mailed."""

from datetime import datetime, timedelta

from django.core import mail as outbox

from implementation.models import Reminder, ReminderMail
from implementation.services.reminder_mails import make_mails
from implementation.services.reminder_sending import send_due
from implementation.services.reminders import note_reminders
from tests import factories


def noon(days: int = 0) -> datetime:
    return factories.noon(factories.today() + timedelta(days=days))


def noted(days: int = 0) -> list[tuple[str, str, int]]:
    """Kind, person and day (from today) of all reminders, after looking on that day."""
    note_reminders(at=noon(days))
    rows = Reminder.objects.order_by("day", "kind").values_list("kind", "user__email", "day")
    return [(kind, email, (day - factories.today()).days) for kind, email, day in rows]


def run(at: datetime) -> None:
    """What the job does."""
    note_reminders(at=at)
    make_mails(at=at)
    send_due(clock=lambda: at, jitter=lambda: 0.0)


def bodies() -> list[str]:
    return [str(message.body) for message in outbox.outbox]


def states() -> list[str]:
    return list(ReminderMail.objects.order_by("id").values_list("state", flat=True))
