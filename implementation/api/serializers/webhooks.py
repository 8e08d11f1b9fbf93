"""Webhooks and their deliveries."""

from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from implementation.api.serializers import TIMES
from implementation.http.fields import Flag, RowField, Text, Whole, Word
from implementation.http.serializers import Answer, Strict, version_field
from implementation.models import Customer, WebhookDelivery, WebhookEndpoint, WebhookState

_KIND = RegexValidator(
    r"^[a-z]+(-[a-z]+)*\.([a-z]+(-[a-z]+)*|\*)$", "A kind looks like task.done, or task.* for all of a noun."
)
MOST_KINDS = 50


def _kinds() -> Any:
    return serializers.ListField(
        child=Text(max_length=60, validators=[_KIND]),
        max_length=MOST_KINDS,
        required=False,
        help_text="Kinds of events, `task.done`, or `task.*` for all of a noun; empty: all.",
    )


class WebhookAnswer(Answer[WebhookEndpoint]):
    kinds = serializers.ListField(
        child=serializers.CharField(), help_text="Kinds of events, `task.done` or `task.*`; empty: all."
    )
    customer = serializers.UUIDField(
        source="customer_id", allow_null=True, help_text="Events of this customer only; null: of all."
    )
    former_secret_until = serializers.DateTimeField(
        source="former_until", allow_null=True, help_text="Until then the former secret signs too."
    )

    class Meta:
        model = WebhookEndpoint
        fields = (
            "id", "version", "url", "label", "kinds", "customer", "for_customer", "state", "active_since",
            "disabled_because", "disabled_at", "failing_since", "former_secret_until", "created_by", *TIMES,
        )  # fmt: skip


class NewWebhookAnswer(WebhookAnswer):
    sometimes = ("secret",)
    secret: Any = serializers.CharField(help_text="What messages are signed with, `whsec_…`. Told once.")

    class Meta(WebhookAnswer.Meta):
        fields = (*WebhookAnswer.Meta.fields, "secret")  # type: ignore[assignment]  # one more


class ReplayedWebhookAnswer(WebhookAnswer):
    attached = ("queued",)
    queued: Any = serializers.IntegerField(help_text="Messages that are going to be sent.")

    class Meta(WebhookAnswer.Meta):
        fields = (*WebhookAnswer.Meta.fields, "queued")  # type: ignore[assignment]  # one more


class WebhookFacts(Strict):
    url = Text(max_length=2000, help_text="Where to send messages: https, port 443, a public host.")
    label: Any = Text(required=False, max_length=120, help_text="What it is for.")
    kinds = _kinds()
    customer = RowField(Customer, "customer", required=False, help_text="Send this customer's events only.")
    for_customer = Flag(required=False, help_text="Send only what the customer may see.")


class WebhookChange(Strict):
    _FIXED = "It stays as it was made: make another webhook, and disable this one."
    elsewhere = {"customer": _FIXED, "for_customer": _FIXED, "state": "POST it to the webhook's transitions."}
    url = Text(required=False, max_length=2000, help_text="Where to send messages.")
    label: Any = Text(required=False, allow_blank=True, max_length=120, help_text="What it is for.")
    kinds = _kinds()
    version = version_field()


class WebhookTransition(Strict):
    to = Word(choices=WebhookState.choices)
    reason = Text(required=False, max_length=5000)


class WebhookSecretFacts(Strict):
    overlap_hours = Whole(default=24, min_value=0, max_value=168, help_text="For how long the former secret signs too.")


class WebhookReplay(Strict):
    after = Whole(min_value=0, max_value=2**63 - 1, help_text="Events after this `position`.")
    until = Whole(required=False, min_value=1, max_value=2**63 - 1, help_text="Up to and with this `position`.")
    include_delivered = Flag(default=False, help_text="Send again also what was delivered.")


class WebhookDeliveryAnswer(Answer[WebhookDelivery]):
    webhook = serializers.UUIDField(source="endpoint_id")
    position = serializers.IntegerField(
        source="event.position", allow_null=True, help_text="The event's `position`; null: a test."
    )

    class Meta:
        model = WebhookDelivery
        fields = (
            "id", "version", "webhook", "position", "kind", "state", "attempts", "next_attempt_at", "last_attempt_at",
            "last_status", "last_error", "last_duration_ms", "delivered_at", *TIMES,
        )  # fmt: skip


class WebhookDeliveryFacts(Strict):
    webhook = RowField(WebhookEndpoint, "webhook")
