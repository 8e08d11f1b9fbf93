"""Sending what is due: claim a row, send with no transaction open, record what came of it.

A process that dies in between leaves a lease that runs out: the message is sent again, so receivers see duplicates
and miss nothing. In a run each webhook has one message under way at most, and none any more after a failure: a target
that hangs takes one place of several, once. Called by the job `implementation.deliver_webhooks`.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from implementation.models import DeliveryState, DisabledBecause, WebhookDelivery, WebhookEndpoint, WebhookState
from implementation.services.webhook_messages import UNSIGNED, body, headers
from implementation.services.webhooks import end_webhook
from implementation.webhooks.attempt import Outcome, send
from implementation.webhooks.back_off import MOST_ATTEMPTS, wait_after

AT_ONCE = 8
# Longer than the longest attempt. A run claims for so long, and leaves the rest to the next one.
LEASE = timedelta(seconds=60)
RUN_FOR = timedelta(seconds=20)
BROKEN_OFF = "The server stopped in the middle of each attempt."
_FAULT_OF_OURS = Outcome(None, "A fault of the server's own; it is in its log.")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours until the lease runs out, ready to be sent. Without headers it cannot be signed."""

    delivery_id: UUID
    webhook_id: UUID
    lease: UUID
    attempt: int
    is_test: bool
    url: str
    content: bytes
    headers: dict[str, str] | None


def even_jitter() -> float:
    return random.uniform(-1, 1)


def deliver_due(*, clock: Callable[[], datetime], jitter: Callable[[], float] = even_jitter) -> int:
    """Send what is due, several webhooks at once, for some 20 seconds; how many attempts that were."""
    _give_up_broken_off(at=clock())
    ends = clock() + RUN_FOR
    used: Counter[UUID] = Counter()
    failed: set[UUID] = set()
    running: dict[Future[Outcome], Claim] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while True:
            while len(running) < AT_ONCE and (now := clock()) < ends:
                busy = failed.union(claim.webhook_id for claim in running.values())
                claim = claim_next(at=now, without=busy, used=used)
                if claim is None:
                    break
                used[claim.webhook_id] += 1
                running[pool.submit(_attempt, claim, settings.WEBHOOK_ALLOWED_NETWORKS)] = claim
            if not running:
                return used.total()
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                claim = running.pop(future)
                if not record(claim, _outcome(future), at=clock(), jitter=jitter()):
                    failed.add(claim.webhook_id)


def claim_next(*, at: datetime, without: Collection[UUID] = (), used: Counter[UUID] | None = None) -> Claim | None:
    """The next delivery, now ours; None when nothing is due but for the webhooks `without`.

    Webhooks that work come first, then the ones least `used` so far, then whoever waits longest.
    """
    counts = used or Counter()
    waiting = sorted(
        _with_work(at).exclude(id__in=without),
        key=lambda row: (row.failing_since is not None, counts[row.id], row.waits_since),
    )
    for webhook in waiting:
        if (claim := _claim_of(webhook.id, at)) is not None:
            return claim
    return None


def _with_work(at: datetime) -> "QuerySet[Any]":
    """Active webhooks with something due, and since when that waits."""
    due = _due(at).filter(endpoint=OuterRef("id")).order_by("next_attempt_at")
    active = WebhookEndpoint.objects.filter(state=WebhookState.ACTIVE)
    return active.annotate(waits_since=Subquery(due.values("next_attempt_at")[:1])).filter(waits_since__isnull=False)


def _due(at: datetime) -> "QuerySet[WebhookDelivery]":
    is_free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    pending = WebhookDelivery.objects.filter(state=DeliveryState.PENDING, next_attempt_at__lte=at)
    return pending.filter(is_free, attempts__lt=MOST_ATTEMPTS)


def _claim_of(webhook_id: UUID, at: datetime) -> Claim | None:
    """The longest waiting delivery of the webhook; None when others were faster."""
    rows = _due(at).filter(endpoint_id=webhook_id).select_related("endpoint", "event")
    delivery = rows.order_by("next_attempt_at", "id").first()
    if delivery is None:
        return None
    lease = uuid4()
    # The attempt is counted now, so that one which kills its process each time comes to an end.
    ours = _due(at).filter(id=delivery.id).update(
        lease=lease, leased_until=at + LEASE, attempts=F("attempts") + 1, last_attempt_at=at
    )  # fmt: skip
    if ours != 1:
        return None
    content = body(delivery)
    return Claim(
        delivery_id=delivery.id,
        webhook_id=webhook_id,
        lease=lease,
        attempt=delivery.attempts + 1,
        is_test=delivery.event_id is None,
        url=delivery.endpoint.url,
        content=content,
        headers=headers(delivery, content, at=at),
    )


def _attempt(claim: Claim, allowed_networks: Collection[str]) -> Outcome:
    """In a thread of its own: it touches no database."""
    if claim.headers is None:
        return Outcome(None, UNSIGNED)
    return send(claim.url, claim.content, claim.headers, allowed_networks=tuple(allowed_networks))


def _outcome(future: Future[Outcome]) -> Outcome:
    """What came of it. A fault of ours must not stop the other deliveries: it is logged, and tried again later."""
    error = future.exception()
    if error is None:
        return future.result()
    _log.error("A webhook could not be sent because of a fault of ours.", exc_info=error)
    return _FAULT_OF_OURS


def record(claim: Claim, outcome: Outcome, *, at: datetime, jitter: float) -> bool:
    """Store what came of an attempt, and end the webhook where that is due; whether it was delivered.

    A failure is stored only while the lease is ours. A delivery is a fact, whoever has the lease by now.
    """
    with transaction.atomic():
        if _store(claim, outcome, at, jitter) and not claim.is_test:
            _note_health(claim.webhook_id, outcome, at)
    if outcome.is_gone:
        end_webhook(at=at, webhook_id=claim.webhook_id, because=DisabledBecause.GONE)
    elif not outcome.is_delivered and _fails_too_long(claim.webhook_id, at):
        end_webhook(at=at, webhook_id=claim.webhook_id, because=DisabledBecause.FAILING)
    return outcome.is_delivered


def _store(claim: Claim, outcome: Outcome, at: datetime, jitter: float) -> bool:
    rows = WebhookDelivery.objects.filter(id=claim.delivery_id, state=DeliveryState.PENDING)
    if not outcome.is_delivered:
        rows = rows.filter(lease=claim.lease)
    stored = rows.update(
        **_next(claim, outcome, at, jitter),
        last_status=outcome.status,
        last_error=outcome.error[:300],
        last_duration_ms=outcome.duration_ms,
        lease=None,
        leased_until=None,
        version=F("version") + 1,
        updated_at=at,
    )
    return stored == 1


def _next(claim: Claim, outcome: Outcome, at: datetime, jitter: float) -> dict[str, Any]:
    if outcome.is_delivered:
        return {"state": DeliveryState.DELIVERED, "delivered_at": at, "next_attempt_at": None}
    pause = None if claim.is_test else wait_after(claim.attempt, jitter=jitter)
    if pause is None:
        return {"state": DeliveryState.FAILED, "next_attempt_at": None}
    return {"next_attempt_at": at + pause}


def _note_health(webhook_id: UUID, outcome: Outcome, at: datetime) -> None:
    """Since when it fails; written only when that changes."""
    rows = WebhookEndpoint.objects.filter(id=webhook_id, failing_since__isnull=not outcome.is_delivered)
    rows.update(failing_since=None if outcome.is_delivered else at, version=F("version") + 1, updated_at=at)


def _fails_too_long(webhook_id: UUID, at: datetime) -> bool:
    since = at - timedelta(days=settings.WEBHOOK_DISABLE_AFTER_DAYS)
    failing = WebhookEndpoint.objects.filter(id=webhook_id, state=WebhookState.ACTIVE, failing_since__lte=since)
    return failing.exists()


def _give_up_broken_off(*, at: datetime) -> int:
    """Deliveries whose every attempt was begun and never recorded; how many."""
    rows = WebhookDelivery.objects.filter(state=DeliveryState.PENDING, attempts__gte=MOST_ATTEMPTS)
    return rows.filter(leased_until__lte=at).update(
        state=DeliveryState.FAILED, next_attempt_at=None, last_error=BROKEN_OFF, updated_at=at,
        version=F("version") + 1,
    )  # fmt: skip
