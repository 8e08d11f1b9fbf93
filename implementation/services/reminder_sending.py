"""Sending the mails of reminders: claim a row, hand over with no transaction open, record what came of it.

A mail goes out at most once. What the mail server refused, or could not be reached for, is tried again by the waits of
webhooks. But where it fell silent in the middle of handing over, or the worker died between sending and recording, the
mail may have arrived: it is marked unsure and not sent again. What was in it is still read through the API, and what
falls due is said again on its day. Called by the job `implementation.remind`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from implementation.models import MailState, ReminderMail
from implementation.services.reminder_words import words_of
from implementation.services.reporting_day import reporting_day
from implementation.services.unsubscribing import headers_of
from implementation.webhooks.back_off import wait_after

# Longer than any attempt.
LEASE = timedelta(minutes=5)
RUN_FOR = timedelta(seconds=20)
BROKEN_OFF = "The server stopped while the mail was handed over; it may have arrived."
_REFUSALS = (SMTPResponseException, SMTPRecipientsRefused)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state` is what the mail is now, pending where it may be tried again."""

    state: MailState
    error: str = ""


def send_due(*, clock: Callable[[], datetime], jitter: Callable[[], float]) -> int:
    """Send what is due, for some 20 seconds; how many attempts that were."""
    _mark_unsure(at=clock())
    ends, attempts = clock() + RUN_FOR, 0
    while clock() < ends and (mail := claim_next(at=clock())) is not None:
        attempts += 1
        record(mail, _attempt(mail, clock()), at=clock(), jitter=jitter())
    return attempts


def claim_next(*, at: datetime) -> ReminderMail | None:
    """The next mail, now ours. The attempt is counted now, so that one which kills its process is not lost sight of."""
    due = ReminderMail.objects.filter(state=MailState.PENDING, next_attempt_at__lte=at, user__is_active=True)
    mail = due.select_related("user").order_by("next_attempt_at", "id").first()
    if mail is None:
        return None
    mail.lease, mail.attempts = uuid4(), mail.attempts + 1
    ours = due.filter(id=mail.id).update(
        state=MailState.SENDING, lease=mail.lease, leased_until=at + LEASE, attempts=F("attempts") + 1
    )
    return mail if ours == 1 else claim_next(at=at)


def _attempt(mail: ReminderMail, at: datetime) -> Outcome:
    """Until the handing over nothing has left the house: a fault is like a refusal, and stops no other mail."""
    try:
        words = words_of(mail, today=reporting_day(at))
        if words is None:
            return Outcome(MailState.DROPPED)
        message = EmailMessage(words.subject, words.body, to=[mail.user.email], headers=_headers(mail, words.end))
        connection = get_connection()
        connection.open()
    except Exception as error:
        _log.warning("Reminders could not be mailed yet: %s", error)
        return Outcome(MailState.PENDING, _words(error))
    outcome = _hand_over(connection, message)
    # What was handed over is; that the goodbye failed says nothing.
    connection.fail_silently = True
    connection.close()
    return outcome


def _hand_over(connection: BaseEmailBackend, message: EmailMessage) -> Outcome:
    try:
        connection.send_messages([message])
    except _REFUSALS as error:
        _log.warning("The mail server refused reminders: %s", error)
        return Outcome(MailState.PENDING, _words(error))
    except Exception as error:
        _log.exception("The handing over of a mail broke off; it may have arrived, and is not sent again.")
        return Outcome(MailState.UNSURE, _words(error))
    return Outcome(MailState.SENT)


def _headers(mail: ReminderMail, end: str) -> dict[str, str]:
    """The id is the mail's own, so that mail programs tell a copy from another."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return {"Message-ID": f"<reminders-{mail.id}@{host}>", **headers_of(end)}


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def record(mail: ReminderMail, outcome: Outcome, *, at: datetime, jitter: float) -> bool:
    """Store what came of the attempt; whether it was still ours to store. That it was sent is a fact, however late."""
    pause = wait_after(mail.attempts, jitter=jitter)
    state = MailState.FAILED if outcome.state is MailState.PENDING and pause is None else outcome.state
    rows = ReminderMail.objects.filter(id=mail.id, lease=mail.lease, state__in=[MailState.SENDING, MailState.UNSURE])
    stored = rows.update(
        state=state,
        last_error=outcome.error,
        sent_at=at if state is MailState.SENT else None,
        next_attempt_at=at + (pause or timedelta(0)),
        leased_until=None,
    )
    return stored == 1


def _mark_unsure(*, at: datetime) -> int:
    """Mails whose worker died with them in hand; how many."""
    broken = ReminderMail.objects.filter(state=MailState.SENDING, leased_until__lte=at)
    return broken.update(state=MailState.UNSURE, last_error=BROKEN_OFF, leased_until=None)
