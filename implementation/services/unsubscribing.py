"""The end of mails that nobody asked for just now: one click of the mail program (RFC 8058), or a link and a button.

Each such mail is of a kind that its person switches off; the link says whose and which, is signed, and needs no login.
Answers to what somebody just did, such as codes, have none; nor has an invitation, which comes once.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from implementation.models import ReminderKind, User
from implementation.services.change import changing
from implementation.services.reminder_switches import switch

# By kind of mail, the switches that end it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "digest": ("digest",),
    "target": ("target",),
    "reminders": tuple(ReminderKind.values),
}
_SALT = "crossing unsubscribe"


def unsubscribe_link(user_id: UUID, kind: str) -> str:
    """The address that ends this kind of mail for this person."""
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[signing.dumps([str(user_id), kind], salt=_SALT)])


def headers_of(link: str) -> dict[str, str]:
    """For the mail program: how to end these mails by one click, and that no automatic answer is wanted (RFC 3834)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def footer_of(link: str) -> str:
    """The last lines of the text."""
    return f"--\nNo more of these mails: {link}\nWhich mails you get: {settings.PUBLIC_URL}{reverse('mails')}\n"


def kind_of(token: str) -> str | None:
    """Which mails the link ends, None where it is none of ours. Nothing changes."""
    told = _told_by(token)
    return told and told[1]


def unsubscribe(token: str, *, at: datetime, request_id: str = "") -> str | None:
    """End the mails that the link was sent with; which those are, None where the link is none of ours.

    Doing it again changes nothing.
    """
    told = _told_by(token)
    user = User.objects.filter(id=told[0]).first() if told else None
    if told is None or user is None:
        return None
    kind = told[1]
    with changing(actor=user.as_actor(), at=at, request_id=request_id) as change:
        switch(change, user.id, dict.fromkeys(KINDS[kind], False))
    return kind


def _told_by(token: str) -> tuple[UUID, str] | None:
    """Whose mails of which kind, as the link was signed."""
    try:
        user_id, kind = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return (UUID(user_id), str(kind)) if kind in KINDS else None
