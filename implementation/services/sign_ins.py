"""Who signed in, who tried to and who left, as events for the audit. Called by whatever lets people in.

No secret is written: neither a password nor a code, and no text that is no e-mail address, which might be one typed
into the wrong field.
"""

from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models import User
from implementation.services.change import changing

LONGEST_EMAIL = 254


class SignIn(StrEnum):
    """What happened; the second half of the event's kind."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    LOCKED_OUT = "locked-out"
    ENDED = "ended"
    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODE_USED = "recovery-code-used"
    SESSIONS_ENDED = "sessions-ended"


# What somebody does who has not shown yet to be the person of that address.
_UNPROVEN = frozenset({SignIn.FAILED, SignIn.LOCKED_OUT})


def record_sign_in(
    *,
    what: SignIn,
    at: datetime,
    method: str,
    user: User | None = None,
    email: str = "",
    address: str = "",
    request_id: str = "",
) -> None:
    """Append the event.

    `method`: password, code, oidc, totp, recovery-code and so on. `user` where one is known, of a failed try whose
    account it was aimed at; else `email`, as it was typed. `address`: the caller's IP address.
    """
    typed = user.email if user is not None else _safe_email(email)
    with changing(actor=_actor(what, user, typed), at=at, request_id=request_id) as change:
        change.record(
            f"sign-in.{what}",
            user,
            customer_id=user.customer_id if user is not None else None,
            after={"method": method, "email": typed, "address": address[:45]},
        )


def _actor(what: SignIn, user: User | None, typed: str) -> Actor:
    """Whoever fails is nobody that is known: only what was typed."""
    if user is not None and what not in _UNPROVEN:
        return user.as_actor()
    return Actor(kind=ActorKind.USER, name=typed or "somebody", role=Role.READER)


def _safe_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text.lower() if len(text) <= LONGEST_EMAIL else ""
