"""Making and revoking links that show one go-live, and recognising their tokens."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from implementation.access.actors import Actor
from implementation.access.keys import new_token, token_digest
from implementation.http.problems import invalid
from implementation.models import ShareLink
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing

DEFAULT_LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=366)
VIEW_NOTED_EVERY = timedelta(minutes=1)


def create_share_link(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    label: str = "",
    expires_at: datetime | None = None,
    request_id: str = "",
) -> tuple[ShareLink, str]:
    """The link and its token. Only a hash is stored: the token is told this once."""
    until = expires_at or at + DEFAULT_LIFE
    if not at < until <= at + LONGEST_LIFE:
        raise invalid("expires_at", "out_of_range", "A link ends in the future, within a year.")
    token = new_token()
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        link = ShareLink(
            golive_id=golive_id,
            label=label,
            digest=token_digest(token),
            expires_at=until,
            created_by=actor.name,
        )
        check(link)
        link.save(force_insert=True)
        change.record(
            "share-link.created",
            link,
            golive=change.golives[golive_id],
            after={"label": label, "expires_at": until},
        )
    return link, token


def revoke_share_link(*, actor: Actor, at: datetime, share_link_id: UUID, request_id: str = "") -> ShareLink:
    """End the link at once. Revoking it again changes nothing."""
    golive_id = existing(ShareLink.objects.all(), share_link_id, "share link").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        link = existing(ShareLink.objects.all(), share_link_id, "share link")
        if link.revoked_at is None:
            before, after = apply_changes(link, {"revoked_at": at})
            change.record("share-link.revoked", link, golive=change.golives[golive_id], before=before, after=after)
    return link


def note_viewed(token: str, *, at: datetime) -> None:
    """Somebody looks at the page. At most once a minute, and only by the first of several at once."""
    unnoted = Q(last_viewed_at__isnull=True) | Q(last_viewed_at__lte=at - VIEW_NOTED_EVERY)
    links = ShareLink.objects.filter(digest=token_digest(token), revoked_at__isnull=True, expires_at__gt=at)
    links.filter(unnoted).update(last_viewed_at=at)


def active_share_link(token: str, *, at: datetime) -> ShareLink | None:
    """The link of this token, unless it is unknown, expired or revoked: one answer for all three."""
    link = ShareLink.objects.select_related("golive").filter(digest=token_digest(token)).first()
    if link is None or link.revoked_at is not None or link.expires_at <= at:
        return None
    return link
