"""Making people and changing what they may do. Deactivated, never deleted: the log names its actors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import FieldError, Problem, refused
from implementation.models import ApiKey, Customer, Event, User
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, check, existing, expect_version, refuse_bound


def create_user(
    *,
    actor: Actor,
    at: datetime,
    email: str,
    role: Role,
    name: str = "",
    password: str | None = None,
    customer_id: UUID | None = None,
    request_id: str = "",
) -> User:
    """Staff have a role and no customer, contacts a customer. Without a password they cannot log in by one."""
    refuse_bound(actor, "list of users")
    if customer_id is not None:
        existing(Customer.objects.all(), customer_id, "customer")
    # In small letters, as everybody who looks an address up writes it.
    user = User(email=email.strip().lower(), name=name, role=role.value, customer_id=customer_id)
    user.set_password(_strong(password, user))
    check(user)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user.save(force_insert=True)
        change.record("user.created", user, customer_id=customer_id, after={"email": user.email, "role": user.role})
    return user


def change_user(
    *,
    actor: Actor,
    at: datetime,
    user_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> User:
    """Change some of: name, role, is_active.

    Whoever is deactivated is out with the next request: their sessions end for good, and with them the keys that they
    made. A team keeps a lead: the last one neither goes nor becomes something else.
    """
    refuse_bound(actor, "list of users")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        leads = _locked_leads()
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        expect_version(user, version)
        before, after = apply_changes(user, fields)
        if not after:
            return user
        if (
            leads == {user.id}
            and not (user.is_active and user.role == Role.LEAD)
            and actor.kind is not ActorKind.SYSTEM
        ):
            raise refused(f"{user} is the last lead: make somebody else a lead first.")
        if "is_active" in after and not user.is_active:
            _end_access(change, user)
        change.record("user.changed", user, customer_id=user.customer_id, before=before, after=after)
    return user


def reopen_contact(*, actor: Actor, at: datetime, email: str, request_id: str = "") -> User | None:
    """Activate the deactivated contact of this address again; None where there is none."""
    user = User.objects.filter(email=email, role=Role.CONTACT, is_active=False).first()
    if user is None:
        return None
    return change_user(actor=actor, at=at, user_id=user.id, fields={"is_active": True}, request_id=request_id)


def end_sessions(*, actor: Actor, at: datetime, user_id: UUID, reason: str = "", request_id: str = "") -> None:
    """End all sessions of the person, wherever they were begun."""
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        drop_sessions(user)
        change.record("user.sessions-ended", user, customer_id=user.customer_id, reason=reason)


def drop_sessions(user: User) -> None:
    """For a change that is under way: it holds the row, and tells why."""
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])


def _end_access(change: Change, user: User) -> None:
    """Sessions end for good, not until somebody activates the account again; the keys' texts are known to the maker."""
    drop_sessions(user)
    made = Event.objects.filter(kind="api-key.issued", actor_kind=ActorKind.USER, actor_id=user.id)
    keys = ApiKey.objects.select_for_update(no_key=True).filter(
        id__in=made.values("subject_id"), revoked_at__isnull=True
    )
    for key in keys:
        before, after = apply_changes(key, {"revoked_at": change.at})
        reason = f"{user} was deactivated"
        change.record("api-key.revoked", key, customer_id=key.customer_id, before=before, after=after, reason=reason)


def _locked_leads() -> set[UUID]:
    """Locked in one order, so that two leads who send each other away do not both succeed."""
    leads = User.objects.filter(role=Role.LEAD, is_active=True).select_for_update(no_key=True).order_by("id")
    return {user.id for user in leads}


def set_password(*, actor: Actor, at: datetime, user_id: UUID, password: str, request_id: str = "") -> None:
    """Set another password; sessions that began with the old one end."""
    refuse_bound(actor, "list of users")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        user.set_password(_strong(password, user))
        user.save(update_fields=["password"])
        change.record("user.password-set", user, customer_id=user.customer_id)


def forget_password(*, actor: Actor, at: datetime, user_id: UUID, request_id: str = "") -> None:
    """From now on the person signs in by other ways only. Sessions that began with the password end."""
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        if user.has_usable_password():
            user.set_unusable_password()
            user.save(update_fields=["password"])
            change.record("user.password-forgotten", user, customer_id=user.customer_id)


def _strong(password: str | None, user: User) -> str | None:
    if password is None:
        return None
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults = [FieldError("/password", "weak", message) for message in error.messages]
        raise Problem("invalid-request", "The password is too weak.", faults) from error
    return password
