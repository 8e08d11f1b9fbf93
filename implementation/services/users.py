"""Making people and changing what they may do. Deactivated, never deleted: the log names its actors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from implementation.access.actors import Actor, Role
from implementation.http.problems import FieldError, Problem
from implementation.models import Customer, User
from implementation.services.change import changing
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
    user = User(email=User.objects.normalize_email(email), name=name, role=role.value, customer_id=customer_id)
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
    """Change some of: name, role, is_active. Whoever is deactivated is logged out by the next request."""
    refuse_bound(actor, "list of users")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        expect_version(user, version)
        before, after = apply_changes(user, fields)
        if after:
            change.record("user.changed", user, customer_id=user.customer_id, before=before, after=after)
    return user


def set_password(*, actor: Actor, at: datetime, user_id: UUID, password: str, request_id: str = "") -> None:
    """Set another password; sessions that began with the old one end."""
    refuse_bound(actor, "list of users")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
        user.set_password(_strong(password, user))
        user.save(update_fields=["password"])
        change.record("user.password-set", user, customer_id=user.customer_id)


def _strong(password: str | None, user: User) -> str | None:
    if password is None:
        return None
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults = [FieldError("/password", "weak", message) for message in error.messages]
        raise Problem("invalid-request", "The password is too weak.", faults) from error
    return password
