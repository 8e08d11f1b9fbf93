"""The append-only log of every change of a fact: audit trail, feed, delta, outbox, and what wakes the measures.

A go-live or customer is named, not held: the events of what an undone import had made outlive it.

`id` is drawn before commit, so transaction 7 may commit after 8: readers never follow it. `position` is given to
committed rows by the reader (services/followers.py), and is what every cursor means.
"""

from django.db import models
from django.db.models import Q

from implementation.access.actors import Actor, ActorKind
from implementation.access.audience import AUDITED, SHOWN
from implementation.access.scopes import allows
from implementation.models.base import VisibleQuerySet
from implementation.models.customers import Customer
from implementation.models.golives import GoLive
from implementation.models.vocabulary import Audience


class EventQuerySet(VisibleQuerySet["Event"]):
    customer_path = "customer_id"
    golive_path = "golive_id"
    # Of a noun that customers are shown nothing of, they are not told either.
    shown_to_customers = Q(audience=Audience.CUSTOMER, subject__in=sorted(SHOWN))

    def visible_to(self, actor: Actor) -> "EventQuerySet":
        """What happened with keys, people and exports, and who signed in, is for those who may read the audit."""
        rows = super().visible_to(actor)
        return rows if allows(actor, "audit:read") else rows.exclude(subject__in=AUDITED)

    def numbered(self) -> "EventQuerySet":
        """Events that have their place in the order; only these are shown to anyone."""
        return self.filter(position__isnull=False)


class Event(models.Model):
    class Actor(models.TextChoices):
        USER = ActorKind.USER.value
        API_KEY = ActorKind.API_KEY.value
        SHARE_LINK = ActorKind.SHARE_LINK.value
        SYSTEM = ActorKind.SYSTEM.value

    id = models.BigAutoField(primary_key=True)
    position = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=60, help_text="`<noun>.<what happened>`, such as task.done.")
    subject = models.CharField(max_length=40, help_text="The noun that changed.")
    subject_id = models.UUIDField(null=True)
    golive = models.ForeignKey(
        GoLive, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="events"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="events"
    )
    actor_kind = models.CharField(max_length=12, choices=Actor.choices)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=254)
    at = models.DateTimeField(help_text="When it happened.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    request_id = models.CharField(max_length=64, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    data = models.JSONField(default=dict, help_text="Of a bulk write: count, and up to 100 ids.")
    reason = models.TextField(blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INTERNAL)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="event_without_position"),
            models.Index(fields=["golive", "position"], name="event_of_golive"),
            models.Index(fields=["customer", "position"], name="event_of_customer"),
            # What became of one row; of many at once no single one is the subject.
            models.Index(
                fields=["subject_id", "position"], condition=Q(subject_id__isnull=False), name="event_of_subject"
            ),
            models.Index(fields=["recorded_at"], name="event_recorded_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id or ''}".strip()
