"""People who come by the company's identity provider: found or made, and given the role of their groups each time.

Called by the page that the provider sends them back to. What the provider says has been verified by then.
"""

from datetime import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from implementation.access.actors import Role, system_actor
from implementation.access.sign_on import Claims, role_of
from implementation.http.problems import Problem
from implementation.models import User
from implementation.services.users import change_user, create_user, end_sessions, forget_password

ACTOR = system_actor("single sign-on")


def comes_by_provider(user_id: UUID) -> bool:
    """Whether the person signs in by the company's provider, and so by no password of ours."""
    known: bool = SocialAccount.objects.filter(user_id=user_id).exists()
    return known


def person_of(claims: Claims, *, provider: str, at: datetime, request_id: str = "") -> User:
    """Who that is here, with the role of today's groups.

    Raises a forbidden problem, with words for the person, where the provider's word does not open the door.
    """
    role = role_of(claims.groups, settings.OIDC_GROUP_ROLES)
    known = SocialAccount.objects.select_related("user").filter(provider=provider, uid=claims.subject).first()
    if role is None:
        if known is not None:
            end_sessions(actor=ACTOR, at=at, user_id=known.user_id, reason="no group", request_id=request_id)
        raise _refused("None of your groups opens Crossing. Ask a lead of the team which one you need.")
    with transaction.atomic():
        user = known.user if known else _joined(claims, provider, role, at, request_id)
        if not user.is_active:
            raise _refused("Your account here is closed. Ask a lead of the team to open it.")
        if user.role == Role.CONTACT:
            raise _refused(
                "Your address belongs to a customer's contact. Ask a lead of the team to close that account."
            )
        return change_user(actor=ACTOR, at=at, user_id=user.id, fields={"role": role.value}, request_id=request_id)


def _joined(claims: Claims, provider: str, role: Role, at: datetime, request_id: str) -> User:
    """The first time: whoever has the address already, else a new user. From then on the provider's name counts."""
    if not claims.email:
        raise _refused("Your organisation did not tell your e-mail address, which is needed here.")
    if not (claims.email_verified or settings.OIDC_EMAIL_IS_VERIFIED):
        raise _refused("Your organisation has not verified your e-mail address; ask it to, then sign in again.")
    user = User.objects.filter(email__iexact=claims.email).first()
    if user is None:
        user = create_user(actor=ACTOR, at=at, email=claims.email, name=claims.name, role=role, request_id=request_id)
    elif user.role != Role.CONTACT and user.is_active:
        forget_password(actor=ACTOR, at=at, user_id=user.id, request_id=request_id)
        user.refresh_from_db()
    else:
        return user
    SocialAccount.objects.create(user=user, provider=provider, uid=claims.subject)
    return user


def _refused(words: str) -> Problem:
    return Problem("forbidden", words)
