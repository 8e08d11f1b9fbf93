"""Webhooks for tests: made through the services, with a receiver that the test listens to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request

from implementation.access.actors import Actor
from implementation.models import WebhookDelivery, WebhookEndpoint
from implementation.services.webhook_deliveries import follow
from implementation.services.webhook_sending import deliver_due
from implementation.services.webhooks import create_webhook
from tests import factories as make

PUBLIC = "https://hooks.example.com/a/secret/path"
HERE = ["127.0.0.0/8"]


def webhook(url: str = PUBLIC, *, actor: Actor = make.LEAD, **fields: Any) -> WebhookEndpoint:
    return webhook_and_secret(url, actor=actor, **fields)[0]


def webhook_and_secret(url: str = PUBLIC, *, actor: Actor = make.LEAD, **fields: Any) -> tuple[WebhookEndpoint, str]:
    return create_webhook(actor=actor, at=make.now(), url=url, **fields)


def clock_at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def deliver(*, after: timedelta = timedelta(0), jitter: float = 0) -> int:
    """Follow the log and send what is due then; how many attempts that were."""
    follow(at=make.now())
    return deliver_due(clock=clock_at(make.now() + after), jitter=lambda: jitter)


def queued(of: WebhookEndpoint) -> list[str]:
    """The kinds of what is to be delivered, in the order of events."""
    rows = WebhookDelivery.objects.filter(endpoint=of).order_by("event__position", "id")
    return list(rows.values_list("kind", flat=True))


def received(server: HTTPServer) -> list[Request]:
    return [request for request, _ in server.log]


def only(of: WebhookEndpoint) -> WebhookDelivery:
    return WebhookDelivery.objects.get(endpoint=of)
