"""A delivery as the message that is sent: the body, and the headers that sign it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.access.audience import redacted_event
from implementation.models import Event, WebhookDelivery
from implementation.services.webhooks import signing_secrets
from implementation.webhooks.payload import body_of, data_of_a_test
from implementation.webhooks.signing import signed_headers

UNSIGNED = "The server's secret key was changed, and with it the signing secret was lost: make another one (secrets)."

# As `GET events` answers them, with the column of each.
_COLUMNS = {
    "position": "position", "kind": "kind", "subject": "subject", "subject_id": "subject_id", "go_live": "golive_id",
    "customer": "customer_id", "actor_kind": "actor_kind", "actor_id": "actor_id", "actor_name": "actor_name",
    "at": "at", "recorded_at": "recorded_at", "request_id": "request_id", "before": "before", "after": "after",
    "data": "data", "reason": "reason", "audience": "audience",
}  # fmt: skip


def message_id(delivery_id: UUID) -> str:
    """The `webhook-id`: the same at each attempt and replay, so that receivers know what they have seen."""
    return f"msg_{delivery_id.hex}"


def body(delivery: WebhookDelivery) -> bytes:
    """What is sent, the same at each attempt: the event, or that this is a test."""
    event = delivery.event
    if event is None:
        return body_of(delivery.kind, delivery.created_at, data_of_a_test(delivery.endpoint_id))
    return body_of(event.kind, event.at, event_data(event, delivery.endpoint.as_actor()))


def event_data(event: Event, reader: Actor) -> dict[str, Any]:
    """The event as the API shows it to the reader."""
    told = {name: getattr(event, column) for name, column in _COLUMNS.items()}
    return told if reader.sees_internal else redacted_event(told)


def headers(delivery: WebhookDelivery, content: bytes, *, at: datetime) -> dict[str, str] | None:
    """The signed headers of an attempt at that moment; None when there is nothing left to sign with."""
    secrets = signing_secrets(delivery.endpoint, at=at)
    return signed_headers(message_id(delivery.id), at, content, secrets) if secrets else None
