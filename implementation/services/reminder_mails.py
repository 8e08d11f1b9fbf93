"""Putting reminders into mails: one a person and day, from the morning on.

A mail that could not be delivered yet takes in what comes meanwhile, so that nobody finds three of them after a night
without a mail server. The mail's row is locked while it takes in: whoever sends it claims it before or after that.
"""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from implementation.models import MailState, Reminder, ReminderMail
from implementation.services.reporting_day import reporting_day


def make_mails(*, at: datetime) -> int:
    """Put what is not in a mail into one, where it is morning already; into how many mails."""
    if at.astimezone(ZoneInfo(settings.REPORTING_TIME_ZONE)).hour < settings.REMINDER_HOUR:
        return 0
    waiting = Reminder.objects.filter(mail__isnull=True, user__is_active=True)
    today = reporting_day(at)
    return sum(_take_in(user_id, today, at) for user_id in waiting.values_list("user_id", flat=True).distinct())


def _take_in(user_id: UUID, today: date, at: datetime) -> bool:
    """Whether the reminders of this person are in a mail now; if today's has gone already, tomorrow's is theirs."""
    with transaction.atomic():
        mails = ReminderMail.objects.filter(user_id=user_id)
        if not mails.filter(state=MailState.PENDING).exists():
            new = ReminderMail(user_id=user_id, day=today, next_attempt_at=at)
            ReminderMail.objects.bulk_create([new], ignore_conflicts=True)
        mail = mails.filter(state=MailState.PENDING).select_for_update(no_key=True).first()
        if mail is None:
            return False
        return Reminder.objects.filter(user_id=user_id, mail__isnull=True).update(mail=mail) > 0
