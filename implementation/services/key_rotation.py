"""Replacing an API key by another while both work: the tool is given the new one, then the old one ends by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from implementation.access.actors import Actor, Role
from implementation.access.keys import NewKey, new_key
from implementation.http.problems import invalid, refused
from implementation.models import ApiKey, CalendarFeed, WebhookEndpoint
from implementation.services.api_keys import refuse_more_than_own
from implementation.services.change import changing
from implementation.services.values import apply_changes, existing

OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
_KEPT = ("name", "role", "scopes", "customer_id", "requests_per_minute")


def rotate_key(
    *,
    actor: Actor,
    at: datetime,
    key_id: UUID,
    overlap: timedelta = OVERLAP,
    expires_at: datetime | None = None,
    request_id: str = "",
) -> tuple[ApiKey, str]:
    """The new key and its text, which is told this once. The old one works for `overlap` more, and then no more.

    The new one may do what the old one may, and lives as long from now on unless `expires_at` says otherwise. What the
    old one made, feeds and webhooks, goes on under the new one. Nobody gets more in this way than they have.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise invalid("overlap_hours", "out_of_range", "Both keys work for up to 168 hours.")
    if expires_at is not None and expires_at <= at:
        raise invalid("expires_at", "in_past", "The key would have expired already.")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        old = existing(ApiKey.objects.visible_to(actor).select_for_update(no_key=True), key_id, "API key")
        _refuse_unless_in_use(old, at)
        refuse_more_than_own(actor, old.scopes, Role(old.role), old.customer_id)
        made = new_key(settings.API_KEY_PEPPERS)
        key = _successor(old, made, expires_at or _as_long(old, at))
        key.save(force_insert=True)
        for model in (CalendarFeed, WebhookEndpoint):
            model._default_manager.filter(maker_key=old).update(maker_key=key)
        ends = min(filter(None, (old.expires_at, at + overlap)))
        before, after = apply_changes(old, {"expires_at": ends})
        told = {**after, "replaced_by": key.id}
        change.record("api-key.rotated", old, customer_id=old.customer_id, before=before, after=told)
        issued = {"name": key.name, "scopes": key.scopes, "role": key.role, "expires_at": key.expires_at}
        change.record("api-key.issued", key, customer_id=key.customer_id, after={**issued, "replaces": old.id})
    return key, made.text


def _refuse_unless_in_use(key: ApiKey, at: datetime) -> None:
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= at):
        raise refused("The key has ended, so there is nothing to hand over: make a new one.")
    if hasattr(key, "replaced_by"):
        raise refused("The key was replaced already: rotate the one that replaced it.")


def _successor(old: ApiKey, made: NewKey, expires_at: datetime | None) -> ApiKey:
    return ApiKey(
        **{name: getattr(old, name) for name in _KEPT},
        prefix=made.prefix,
        digest=made.digest,
        pepper=made.pepper,
        expires_at=expires_at,
        replaces=old,
    )


def _as_long(old: ApiKey, at: datetime) -> datetime | None:
    """As many days as the old one was made for."""
    return None if old.expires_at is None else at + (old.expires_at - old.created_at)
