"""Putting mails into the post and sending what is due. Whoever writes a mail does so here, in its own transaction.

The mail's row is the work; a job sends it soon after the commit, and the sweep finds whatever that one missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction

from implementation.models import Mail
from implementation.services.publish import publish_once

JOB = "implementation.send_mails"
WAITS = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))
_LEASE = timedelta(minutes=2)
_KEPT = timedelta(days=30)
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. `secret`: its text opens something. `useless_after`: a code that ran out is not sent."""

    kind: str
    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False
    useless_after: datetime | None = None


def post(letter: Letter, *, at: datetime) -> Mail:
    """Put the mail into the post; it leaves after the commit of the transaction around."""
    mail = Mail(
        kind=letter.kind,
        to=letter.to,
        subject=" ".join(letter.subject.split())[:_LONGEST_SUBJECT],
        text=letter.text,
        headers=dict(letter.headers),
        secret=letter.secret,
        created_at=at,
        useless_after=letter.useless_after,
        due_at=at,
    )
    mail.save(force_insert=True)
    transaction.on_commit(partial(publish_once, JOB, seconds=5), robust=True)
    return mail


def send_due(*, clock: Callable[[], datetime], most: int = 200) -> int:
    """Send what is due, the oldest first; how many left the house. A mail that fails is tried again later."""
    sent = 0
    for _ in range(most):
        mail = _claim(clock())
        if mail is None:
            break
        sent += _send(mail, clock)
    return sent


def forget_old(*, at: datetime) -> None:
    """Mails are no facts: what was sent or given up a month ago goes."""
    Mail.objects.filter(due_at__isnull=True, created_at__lt=at - _KEPT).delete()


def _claim(at: datetime) -> Mail | None:
    """The next mail that is due, leased to this process: nobody else sends it, unless this one dies over it."""
    late = Mail.objects.filter(due_at__lte=at, useless_after__lte=at)
    late.update(due_at=None, text="", last_error="It came too late.")
    while (mail := Mail.objects.filter(due_at__lte=at).order_by("due_at", "id").first()) is not None:
        mine = Mail.objects.filter(pk=mail.pk, due_at=mail.due_at)
        if mine.update(due_at=at + _LEASE, attempts=mail.attempts + 1):
            mail.attempts += 1
            return mail
    return None


def _send(mail: Mail, clock: Callable[[], datetime]) -> bool:
    """No transaction is open while the mail server is asked."""
    message = EmailMessage(mail.subject, mail.text, to=[mail.to], headers={**mail.headers, "Message-ID": _name(mail)})
    rows = Mail.objects.filter(pk=mail.pk)
    try:
        message.send()
    except OSError as error:  # The errors of smtplib are of this kind, too.
        wait = WAITS[mail.attempts - 1] if mail.attempts <= len(WAITS) else None
        rows.update(due_at=clock() + wait if wait else None, last_error=type(error).__name__)
        return False
    rows.update(due_at=None, sent_at=clock(), last_error="", text="" if mail.secret else mail.text)
    return True


def _name(mail: Mail) -> str:
    """The same at each try, so that a mail sent twice shows as one."""
    return f"<{mail.pk}@crossing>"
