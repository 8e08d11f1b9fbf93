"""Making and revoking calendar feeds, and recognising their tokens.

A feed reaches as far as its maker: a key bound to one customer makes feeds of that customer. One made for the customer
shows what the customer may see; one for staff ends with its maker's access.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor, ActorKind, Role
from implementation.access.keys import new_token, token_digest
from implementation.access.scopes import allows
from implementation.http.problems import Problem, invalid
from implementation.models import CalendarFeed, Customer, GoLive
from implementation.models.calendar_feeds import READ_SCOPES
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, check, existing


def create_calendar_feed(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID | None = None,
    person: str | None = None,
    customer_id: UUID | None = None,
    for_customer: bool = False,
    label: str = "",
    expires_at: datetime | None = None,
    request_id: str = "",
) -> tuple[CalendarFeed, str]:
    """The feed and its token, which is told this once: of one go-live, or of one person.

    `customer_id` narrows a person's feed to one customer. Without `expires_at` it lives until it is revoked.
    """
    _may_read(actor)
    if expires_at is not None and expires_at <= at:
        raise invalid("expires_at", "in_past", "The feed would have expired already; name a later moment, or none.")
    about = _about(actor, golive_id, " ".join((person or "").split()), customer_id)
    for_customer = for_customer or not actor.sees_internal
    if for_customer and about["customer_id"] is None:
        raise invalid("customer", "required", "A person's feed for the customer's side needs the customer: name it.")
    token = new_token()
    with changing(actor=actor, at=at, golive_ids=[golive_id] if golive_id else [], request_id=request_id) as change:
        told = {**about, "for_customer": for_customer, "label": label, "expires_at": expires_at}
        feed = CalendarFeed(**told, **_made_by(actor), digest=token_digest(token))
        check(feed)
        feed.save(force_insert=True)
        _record(change, "calendar-feed.created", feed, after=told)
    return feed, token


def revoke_calendar_feed(*, actor: Actor, at: datetime, feed_id: UUID, request_id: str = "") -> CalendarFeed:
    """End the feed at once. Revoking it again changes nothing."""
    seen = CalendarFeed.objects.visible_to(actor)
    golive_id = existing(seen, feed_id, "calendar feed").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id] if golive_id else [], request_id=request_id) as change:
        feed = existing(seen.select_for_update(no_key=True), feed_id, "calendar feed")
        if feed.revoked_at is None:
            before, after = apply_changes(feed, {"revoked_at": at})
            _record(change, "calendar-feed.revoked", feed, before=before, after=after)
    return feed


def active_calendar_feed(token: str, *, at: datetime) -> CalendarFeed | None:
    """The feed of this token by one query; None, whether it is unknown, expired, revoked or its maker has gone."""
    feeds = CalendarFeed.objects.select_related("maker", "maker_key")
    feed = feeds.filter(digest=token_digest(token)).first()
    if feed is None or feed.revoked_at is not None or _expired(feed.expires_at, at):
        return None
    return feed if feed.for_customer or _maker_may_still_read(feed, at) else None


def _may_read(actor: Actor) -> None:
    """Or a key that may only make feeds could read through them. Customers' people ask us for one."""
    if actor.role is Role.CONTACT:
        raise Problem(
            "scope-missing", "A calendar feed is made by staff or by a key of yours: ask them for its address."
        )
    for scope in READ_SCOPES:
        if not allows(actor, scope):
            raise Problem("scope-missing", f"A calendar feed tells what {scope} shows, which is not among your scopes.")


def _maker_may_still_read(feed: CalendarFeed, at: datetime) -> bool:
    """Who leaves the company does not keep its calendars. A maker that is no row is the program itself."""
    if feed.maker is not None:
        return feed.maker.is_active and all(allows(feed.maker.as_actor(), scope) for scope in READ_SCOPES)
    key = feed.maker_key
    return key is None or (key.revoked_at is None and not _expired(key.expires_at, at))


def _expired(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _about(actor: Actor, golive_id: UUID | None, person: str, customer_id: UUID | None) -> dict[str, Any]:
    """What the feed is of and whose go-lives it reaches, within the actor's own reach."""
    if (golive_id is None) == (not person):
        raise invalid("go_live", "one_of", "Name either go_live or person: a feed is of one of them.")
    if customer_id is not None:
        existing(Customer.objects.visible_to(actor), customer_id, "customer")
    if golive_id is None:
        return {"golive_id": None, "person": person, "customer_id": customer_id or actor.customer_id}
    golive = existing(GoLive.objects.visible_to(actor), golive_id, "go-live")
    if customer_id not in {None, golive.customer_id}:
        raise invalid("customer", "other_customer", "The go-live belongs to another customer; leave customer out.")
    return {"golive_id": golive_id, "person": "", "customer_id": golive.customer_id}


def _made_by(actor: Actor) -> dict[str, Any]:
    return {
        "created_by": actor.name,
        "maker_id": actor.id if actor.kind is ActorKind.USER else None,
        "maker_key_id": actor.id if actor.kind is ActorKind.API_KEY else None,
    }


def _record(change: Change, kind: str, feed: CalendarFeed, **fields: Any) -> None:
    golive = change.golives[feed.golive_id] if feed.golive_id else None
    change.record(kind, feed, golive=golive, customer_id=feed.customer_id, **fields)
