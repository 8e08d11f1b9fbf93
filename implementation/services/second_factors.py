"""Taking away a second factor whose app and recovery codes are lost; its owner then sets up another one.

Called by a command alone: whoever can run it could change the database anyway, so no lead's stolen session can open
an account in this way.
"""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import User
from implementation.services.change import changing
from implementation.services.users import drop_sessions
from implementation.services.values import existing


def remove_second_factor(*, actor: Actor, at: datetime, user_id: UUID, reason: str, request_id: str = "") -> User:
    """The app and the recovery codes, both. All sessions of the person end; `reason` is kept in the log."""
    if not reason.strip():
        raise invalid("reason", "required", "Say how you made sure that the person is who asks for it.")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        if not Authenticator.objects.filter(user=user).delete()[0]:
            raise refused(f"{user} has no second factor.")
        drop_sessions(user)
        change.record("user.second-factor-removed", user, customer_id=user.customer_id, reason=reason.strip())
    return user
