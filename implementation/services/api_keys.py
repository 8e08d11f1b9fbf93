"""Issuing, revoking and recognising API keys."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from django.db.models import Q

from implementation.access.actors import Actor, ActorKind, Role
from implementation.access.keys import matches, new_key, split_key
from implementation.access.scopes import beyond, known_scopes, unknown_scopes
from implementation.http.problems import Problem, invalid, not_found
from implementation.models import ApiKey, Customer
from implementation.models.compiled import row_where
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing
from implementation.services.waiting import is_busy, without_waiting

logger = logging.getLogger(__name__)

USE_NOTED_EVERY = timedelta(minutes=1)
# What recognising looks at, and what the actor is made of: read with every request.
_LOOKED_AT = frozenset({
    "id", "prefix", "digest", "pepper", "revoked_at", "expires_at", "last_used_at",
    "name", "role", "scopes", "customer_id", "requests_per_minute",
})  # fmt: skip


def issue_key(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    scopes: Collection[str],
    role: Role = Role.MEMBER,
    customer_id: UUID | None = None,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
    request_id: str = "",
) -> tuple[ApiKey, str]:
    """The key's row and its text. Only an HMAC is stored: the text is told this once.

    Nobody hands on more than they have: neither a scope, nor the role, nor a customer beyond their own.
    """
    _check_scopes(scopes, role)
    if expires_at is not None and expires_at <= at:
        raise invalid("expires_at", "in_past", "The key would have expired already.")
    refuse_more_than_own(actor, scopes, role, customer_id)
    made = new_key(settings.API_KEY_PEPPERS)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        if customer_id is not None:
            existing(Customer.objects.visible_to(actor), customer_id, "customer")
        key = ApiKey(
            name=name,
            prefix=made.prefix,
            digest=made.digest,
            pepper=made.pepper,
            role=role.value,
            scopes=sorted(set(scopes)),
            customer_id=customer_id,
            expires_at=expires_at,
            requests_per_minute=requests_per_minute,
        )
        check(key)
        key.save(force_insert=True)
        told = {"name": name, "scopes": key.scopes, "role": key.role, "expires_at": expires_at}
        change.record("api-key.issued", key, customer_id=customer_id, after=told)
    return key, made.text


def _check_scopes(scopes: Collection[str], role: Role) -> None:
    if not scopes:
        raise invalid("scopes", "required", "Name at least one scope, such as read.")
    if unknown := unknown_scopes(scopes):
        known = ", ".join(sorted(known_scopes()))
        raise invalid("scopes", "unknown", f"{unknown[0]!r} is no scope. Known are: {known}.")
    named = (scope for scope in scopes if ":" in scope)
    of_role = Actor(kind=ActorKind.USER, name="", role=role)
    if useless := beyond(of_role, named):
        raise invalid("scopes", "not_of_role", f"A {role} may not use {useless[0]}: make the key with the role lead.")


def refuse_more_than_own(actor: Actor, scopes: Collection[str], role: Role, customer_id: UUID | None) -> None:
    """403 unless the actor has each scope, the role and the reach of the key that it is to make."""
    if more := beyond(actor, scopes):
        raise Problem("forbidden", f"You do not have the scope {more[0]}, so you cannot give it to a key.")
    if role is Role.LEAD and not actor.is_lead:
        raise Problem("forbidden", "Only a lead makes a key that acts as lead.")
    if actor.customer_id not in {None, customer_id}:
        raise Problem("forbidden", "You are bound to one customer, and so are the keys that you make: name it.")


def revoke_key(*, actor: Actor, at: datetime, key_id: UUID, request_id: str = "") -> ApiKey:
    """End the key at once. Revoking it again changes nothing."""
    with changing(actor=actor, at=at, request_id=request_id) as change:
        key = existing(ApiKey.objects.select_for_update(no_key=True), key_id, "API key")
        if actor.customer_id not in {None, key.customer_id}:
            raise not_found("API key")
        if key.revoked_at is None:
            before, after = apply_changes(key, {"revoked_at": at})
            change.record("api-key.revoked", key, customer_id=key.customer_id, before=before, after=after)
    return key


def authenticate(text: str, *, at: datetime) -> Actor | None:
    """Who the key stands for, by one query; None when it is malformed, unknown, expired or revoked."""
    parts = split_key(text)
    if parts is None:
        return None
    key = row_where(ApiKey, only=_LOOKED_AT, prefix=parts[0])
    if key is None or fault_of(key, parts[1], at=at):
        return None
    if key.last_used_at is None or at - key.last_used_at >= USE_NOTED_EVERY:
        _note_use(key, at)
    return key.as_actor()


def fault_of(key: ApiKey, secret: str, *, at: datetime) -> str:
    """Why the key does not open with this secret; empty: it does."""
    pepper = settings.API_KEY_PEPPERS.get(key.pepper)
    if pepper is None:
        return "pepper-retired"
    if not matches(secret, key.digest, pepper):
        return "wrong-secret"
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= at else ""


def _note_use(key: ApiKey, at: datetime) -> None:
    """At most once a minute, and only by the first of several requests at once. A read waits for no writer here."""
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    try:
        with without_waiting():
            ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=at)
    except OperationalError as error:
        if not is_busy(error):
            raise
        logger.info("The use of key %s will be noted with its next request: %s", key, error)
