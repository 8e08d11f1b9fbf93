"""Webhooks of external tools, and what is to be delivered to them.

A webhook is active or disabled (why, is kept). A delivery is pending, delivered or failed; the pair of webhook and
event is unique, so that following the log twice delivers once.
"""

from django.db import models
from django.db.models import Q, QuerySet

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models.api_keys import ApiKey
from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer
from implementation.models.events import Event
from implementation.models.users import User

# What a webhook tells of, and so what its maker must be allowed to read.
READ_SCOPE = "events:read"
WRITE_SCOPE = "webhooks:write"


class WebhookState(models.TextChoices):
    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledBecause(models.TextChoices):
    ASKED = "asked", "Somebody disabled it."
    GONE = "gone", "The receiver answered 410: it wants no more."
    FAILING = "failing", "No attempt succeeded for days."
    ACCESS_ENDED = "access_ended", "Its maker lost access."


class WebhookEndpointQuerySet(VisibleQuerySet["WebhookEndpoint"]):
    """Leads and their keys see them; customers see none."""

    customer_path = "customer_id"


class WebhookEndpoint(Noun):
    """The secret is derived from a salt (webhooks/secrets.py); the former one still signs until `former_until`."""

    url = models.CharField(max_length=2000)
    label = models.CharField(max_length=120, blank=True, help_text="What it is for.")
    kinds = models.JSONField(default=list, blank=True, help_text="`task.done`, or `task.*`; empty: all events.")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="webhooks",
        help_text="Events of this customer only; empty: of all.",
    )  # fmt: skip
    for_customer = models.BooleanField(default=False, help_text="Sends only what the customer may see.")
    state = models.CharField(max_length=10, choices=WebhookState.choices, default=WebhookState.ACTIVE)
    active_since = models.DateTimeField(help_text="Events recorded from then on are sent.")
    disabled_because = models.CharField(max_length=12, choices=DisabledBecause.choices, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="The first failed attempt after which none has succeeded."
    )
    salt = models.CharField(max_length=43)
    secret_fingerprint = models.CharField(max_length=64)
    former_salt = models.CharField(max_length=43, blank=True)
    former_fingerprint = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True, blank=True, help_text="Until then the former secret signs too.")
    created_by = models.CharField(max_length=254)
    maker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="webhooks")
    maker_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="webhooks")

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="active", disabled_at__isnull=True, disabled_because="")
                | (Q(state="disabled", disabled_at__isnull=False) & ~Q(disabled_because="")),
                name="webhook_disabled_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(for_customer=False) | Q(customer__isnull=False),
                name="webhook_for_a_customer_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)

    def as_actor(self) -> Actor:
        """With whose eyes the log is read: a key that may only read, or the customer's side; within its reach."""
        return Actor(
            kind=ActorKind.SHARE_LINK if self.for_customer else ActorKind.API_KEY,
            id=self.id,
            name=self.label or "webhook",
            role=Role.OBSERVER,
            scopes=frozenset({READ_SCOPE}),
            customer_id=self.customer_id,
        )

    def wanted_events(self) -> "QuerySet[Event]":
        """The numbered events that it may know of and asked for."""
        events = Event.objects.visible_to(self.as_actor()).numbered()
        if not self.kinds:
            return events
        nouns = [kind.removesuffix(".*") for kind in self.kinds if kind.endswith(".*")]
        return events.filter(Q(kind__in=self.kinds) | Q(subject__in=nouns))


class DeliveryState(models.TextChoices):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class WebhookDeliveryQuerySet(VisibleQuerySet["WebhookDelivery"]):
    customer_path = "endpoint__customer_id"


class WebhookDelivery(Noun):
    """One event for one webhook; without an event it is a test. The id is the message's `webhook-id`."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0, help_text="Attempts begun so far.")
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True, help_text="Whoever is sending it.")
    leased_until = models.DateTimeField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveIntegerField(
        null=True, blank=True, help_text="HTTP status of the last attempt; null: no answer came."
    )
    last_error = models.CharField(max_length=300, blank=True)
    last_duration_ms = models.PositiveIntegerField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once_an_event"),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
                name="webhook_delivery_delivered_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | (~Q(state="pending") & Q(next_attempt_at__isnull=True)),
                name="webhook_delivery_pending_has_a_next_attempt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_attempt_at"], condition=Q(state="pending"), name="webhook_delivery_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"
