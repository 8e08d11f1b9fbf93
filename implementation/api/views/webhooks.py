"""Webhooks: who is told of events, and how that went."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, UPDATED_SINCE, crud
from implementation.api.serializers.webhooks import (
    NewWebhookAnswer,
    ReplayedWebhookAnswer,
    WebhookAnswer,
    WebhookChange,
    WebhookDeliveryAnswer,
    WebhookDeliveryFacts,
    WebhookFacts,
    WebhookReplay,
    WebhookSecretFacts,
    WebhookTransition,
)
from implementation.http.actions import ChangeAction, CreateAction, ListAction, ReadAction
from implementation.http.parameters import choices, identifier, number, text
from implementation.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookState
from implementation.services.webhook_deliveries import replay, send_test
from implementation.services.webhooks import change_webhook, create_webhook, rotate_secret, transition_webhook


class WebhookView(ListAction, ReadAction, ChangeAction):
    """Addresses of external tools that are sent events as they happen, as Standard Webhooks.

    For leads and their keys. A webhook is sent what its maker may know of, and ends with the maker's access, when the
    receiver answers 410, or when no attempt has succeeded for days.
    """

    noun, model = "webhook", WebhookEndpoint
    scopes = crud("webhooks", **dict.fromkeys(("transition", "new_secret", "replay"), "webhooks:write"))
    answers = WebhookAnswer
    other_answers = {"create": NewWebhookAnswer, "new_secret": NewWebhookAnswer, "replay": ReplayedWebhookAnswer}
    requests = {
        "create": WebhookFacts,
        "partial_update": WebhookChange,
        "transition": WebhookTransition,
        "new_secret": WebhookSecretFacts,
        "replay": WebhookReplay,
    }
    told_once = frozenset({"secret"})
    filters = {
        **CUSTOMER,
        "state": choices("state__in", WebhookState.values, "Webhooks in these states."),
        **UPDATED_SINCE,
    }

    def create(self, request: Request) -> Response:
        """Create a webhook.

        It is sent what happens from now on. `secret` is told this once. A key bound to one customer makes webhooks of
        that customer.
        """
        fields = self.parse()
        customer = fields.pop("customer", None)
        webhook, secret = create_webhook(customer_id=customer and customer.id, **fields, **self.by)
        return self.answer_created(webhook.id, secret=secret)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_webhook(webhook_id=row_id, fields=fields, version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Disable or activate a webhook.

        Disabled, it is sent nothing, and what was not delivered has failed. Whoever activates it is its maker from
        then on; ask for a replay of what it missed.
        """
        self.expect(id)
        transition_webhook(webhook_id=id, **self.parse(), **self.by)
        return self.answer(id)

    @action(detail=True, methods=["post"], url_path="secrets")
    def new_secret(self, request: Request, id: UUID) -> Response:
        """Replace the secret of a webhook.

        `secret` is told this once. For `overlap_hours` each message carries two signatures, by the new secret and the
        former one.
        """
        self.expect(id)
        overlap = timedelta(hours=self.parse()["overlap_hours"])
        _, secret = rotate_secret(webhook_id=id, former_signs_for=overlap, **self.by)
        return self.answer(id, secret=secret)

    @action(detail=True, methods=["post"], url_path="replays")
    def replay(self, request: Request, id: UUID) -> Response:
        """Send events again.

        What the webhook wanted of the events after a position: what was never sent or has failed, and on request what
        was delivered. At most 10,000 events at once.
        """
        self.expect(id)
        queued = replay(webhook_id=id, **self.parse(), **self.by)
        return self.answer(id, queued=queued)


class WebhookDeliveryView(ListAction, ReadAction, CreateAction):
    """Messages to webhooks: what is waiting, what was delivered, and what came of the last attempt.

    Finished ones are kept for 30 days. The message's `webhook-id` is `msg_` and the id without its hyphens.
    """

    noun, model = "webhook delivery", WebhookDelivery
    scopes = {"list": "webhooks:read", "retrieve": "webhooks:read", "create": "webhooks:write"}
    answers = WebhookDeliveryAnswer
    requests = {"create": WebhookDeliveryFacts}
    filters = {
        "webhook": identifier("endpoint_id", "Messages to this webhook."),
        "state": choices("state__in", DeliveryState.values, "Messages in these states."),
        "kind": text("kind", "Messages of this kind, such as task.done.", max_length=60),
        "position": number("event__position", "Messages of this event.", at_least=1, at_most=2**63 - 1),
        **UPDATED_SINCE,
    }

    def create(self, request: Request) -> Response:
        """Send a test message.

        Of kind `webhook.test`, tried once, within seconds. Read the delivery to see what came of it.
        """
        return super().create(request)

    def make(self, fields: dict[str, Any]) -> WebhookDelivery:
        return send_test(webhook_id=fields["webhook"].id, **self.by)
