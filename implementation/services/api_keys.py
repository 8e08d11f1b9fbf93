"""Issuing, revoking and recognising API keys."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from implementation.access.actors import Actor, Role
from implementation.access.keys import matches, new_key, split_key
from implementation.access.scopes import known_scopes, unknown_scopes
from implementation.http.problems import invalid
from implementation.models import ApiKey
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing

USE_NOTED_EVERY = timedelta(minutes=1)


def issue_key(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    scopes: Collection[str],
    role: Role = Role.MEMBER,
    customer_id: UUID | None = None,
    expires_at: datetime | None = None,
    request_id: str = "",
) -> tuple[ApiKey, str]:
    """The key's row and its text. Only an HMAC is stored: the text is told this once."""
    if unknown := unknown_scopes(scopes):
        known = ", ".join(sorted(known_scopes()))
        raise invalid("scopes", "unknown", f"{unknown[0]!r} is no scope. Known are: {known}.")
    if not scopes:
        raise invalid("scopes", "required", "Name at least one scope, such as read.")
    if expires_at is not None and expires_at <= at:
        raise invalid("expires_at", "in_past", "The key would have expired already.")
    made = new_key(settings.API_KEY_PEPPERS)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        key = ApiKey(
            name=name,
            prefix=made.prefix,
            digest=made.digest,
            pepper=made.pepper,
            role=role.value,
            scopes=sorted(scopes),
            customer_id=customer_id,
            expires_at=expires_at,
        )
        check(key)
        key.save(force_insert=True)
        told = {"name": name, "scopes": key.scopes, "role": key.role, "expires_at": expires_at}
        change.record("api-key.issued", key, customer_id=customer_id, after=told)
    return key, made.text


def revoke_key(*, actor: Actor, at: datetime, key_id: UUID, request_id: str = "") -> ApiKey:
    """End the key at once. Revoking it again changes nothing."""
    with changing(actor=actor, at=at, request_id=request_id) as change:
        key = existing(ApiKey.objects.select_for_update(no_key=True), key_id, "API key")
        if key.revoked_at is None:
            before, after = apply_changes(key, {"revoked_at": at})
            change.record("api-key.revoked", key, customer_id=key.customer_id, before=before, after=after)
    return key


def authenticate(text: str, *, at: datetime) -> Actor | None:
    """Who the key stands for, by one query; None when it is malformed, unknown, expired or revoked."""
    parts = split_key(text)
    if parts is None:
        return None
    prefix, secret = parts
    key = ApiKey.objects.filter(prefix=prefix).first()
    if key is None or not matches(secret, key.digest, settings.API_KEY_PEPPERS.get(key.pepper)):
        return None
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= at):
        return None
    if key.last_used_at is None or at - key.last_used_at >= USE_NOTED_EVERY:
        _note_use(key, at)
    return key.as_actor()


def _note_use(key: ApiKey, at: datetime) -> None:
    """At most once a minute, and only by the first of several requests at once."""
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    ApiKey.objects.filter(unnoted, pk=key.pk).update(last_used_at=at)
