"""What is to be delivered to webhooks: the follower `webhooks` of the event log, tests, and replays.

Each makes rows; sending them is webhook_sending's. A row is unique by webhook and event, so doing any of this twice
delivers nothing twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from implementation.access.actors import Actor
from implementation.http.problems import Problem, invalid, refused
from implementation.models import DeliveryState, Event, WebhookDelivery, WebhookEndpoint, WebhookState
from implementation.services.followers import advance, number_events, position_of
from implementation.services.publish import publish
from implementation.services.values import existing
from implementation.services.webhooks import NOUN
from implementation.webhooks.payload import TEST_KIND

WEBHOOKS = "webhooks"
JOB = "implementation.deliver_webhooks"
BATCH = 2000
MOST_REPLAYED = 10_000
KEPT_FOR = timedelta(days=30)
_DELETED_AT_ONCE = 5000


def follow(*, at: datetime) -> int:
    """Turn numbered events into deliveries, batch by batch, until none is left; how many deliveries that made.

    Stops where another follower of this name was faster: that one goes on.
    """
    made = 0
    while True:
        number_events()
        old = position_of(WEBHOOKS)
        last = Event.objects.aggregate(last=Max("position"))["last"] or 0
        # Read after the events: a webhook that is older than one of them is seen here.
        webhooks = list(WebhookEndpoint.objects.filter(state=WebhookState.ACTIVE))
        new = min(old + BATCH, last) if webhooks else last
        if new <= old:
            return made
        rows = list(_deliveries(webhooks, old, new, at))
        if not advance(WEBHOOKS, old=old, new=new, effect=partial(_store, rows)):
            return made
        made += len(rows)


def _deliveries(webhooks: Iterable[WebhookEndpoint], old: int, new: int, at: datetime) -> Iterator[WebhookDelivery]:
    for webhook in webhooks:
        wanted = webhook.wanted_events().filter(
            position__gt=old, position__lte=new, recorded_at__gte=webhook.active_since
        )
        yield from _rows(webhook, wanted, at)


def _rows(webhook: WebhookEndpoint, events: "QuerySet[Event]", at: datetime) -> Iterator[WebhookDelivery]:
    for event_id, kind in events.order_by("position").values_list("id", "kind"):
        yield WebhookDelivery(endpoint=webhook, event_id=event_id, kind=kind, next_attempt_at=at)


def _store(rows: list[WebhookDelivery]) -> None:
    WebhookDelivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def send_test(*, actor: Actor, at: datetime, webhook_id: UUID, request_id: str = "") -> WebhookDelivery:
    """Queue a message of kind webhook.test. It is tried once."""
    webhook = _active(actor, webhook_id)
    with transaction.atomic():
        test = WebhookDelivery(endpoint=webhook, kind=TEST_KIND, next_attempt_at=at)
        test.save(force_insert=True)
        transaction.on_commit(partial(publish, JOB), robust=True)
    return test


def replay(
    *,
    actor: Actor,
    at: datetime,
    webhook_id: UUID,
    after: int,
    until: int | None = None,
    include_delivered: bool = False,
    request_id: str = "",
) -> int:
    """Queue again what it wanted of the events after position `after`, up to `until`; how many messages that is.

    What was never sent, because the webhook was disabled or younger, is sent; what failed is tried from the start;
    what was delivered is sent again only if asked.
    """
    webhook = _active(actor, webhook_id)
    if until is not None and until <= after:
        raise invalid("until", "out_of_range", "Nothing lies between: until is a later position than after.")
    events = webhook.wanted_events().filter(position__gt=after, **({} if until is None else {"position__lte": until}))
    if events.order_by("position")[MOST_REPLAYED : MOST_REPLAYED + 1]:
        words = f"That is more than {MOST_REPLAYED} events; name a nearer `until`, or read `events` instead."
        raise invalid("after", "too_many", words)
    again = [DeliveryState.FAILED, *([DeliveryState.DELIVERED] if include_delivered else [])]
    with transaction.atomic():
        queued = _queue_again(webhook, events, again, at)
        missing = list(_rows(webhook, _never_queued(webhook, events), at))
        _store(missing)
        transaction.on_commit(partial(publish, JOB), robust=True)
    return queued + len(missing)


def _queue_again(webhook: WebhookEndpoint, events: "QuerySet[Event]", states: list[DeliveryState], at: datetime) -> int:
    rows = WebhookDelivery.objects.filter(endpoint=webhook, state__in=states, event__in=events.values("id"))
    return rows.update(
        state=DeliveryState.PENDING,
        attempts=0,
        next_attempt_at=at,
        lease=None,
        leased_until=None,
        delivered_at=None,
        updated_at=at,
        version=F("version") + 1,
    )


def _never_queued(webhook: WebhookEndpoint, events: "QuerySet[Event]") -> "QuerySet[Event]":
    return events.filter(~Exists(WebhookDelivery.objects.filter(endpoint=webhook, event_id=OuterRef("id"))))


def forget_old(*, at: datetime) -> int:
    """Delete deliveries that were finished 30 days ago, some at a time; how many. The events themselves stay."""
    finished = WebhookDelivery.objects.exclude(state=DeliveryState.PENDING).filter(updated_at__lt=at - KEPT_FOR)
    ids = list(finished.values_list("id", flat=True)[:_DELETED_AT_ONCE])
    return WebhookDelivery.objects.filter(id__in=ids).delete()[0] if ids else 0


def _active(actor: Actor, webhook_id: UUID) -> WebhookEndpoint:
    webhook = existing(WebhookEndpoint.objects.visible_to(actor), webhook_id, NOUN)
    if webhook.state != WebhookState.ACTIVE:
        raise _is_disabled()
    return webhook


def _is_disabled() -> Problem:
    return refused("The webhook is disabled, so nothing is sent to it; activate it first.")
