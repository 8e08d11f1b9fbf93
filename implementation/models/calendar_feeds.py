"""Calendars of one go-live or one person, for whoever has their address. States: active, expired, revoked."""

from django.db import models
from django.db.models import Q

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models.api_keys import ApiKey
from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer
from implementation.models.golives import GoLive
from implementation.models.users import User

# What a feed tells of, and so what its maker must be allowed to read.
READ_SCOPES = ("go-lives:read", "tasks:read", "holds:read")


class CalendarFeedQuerySet(VisibleQuerySet["CalendarFeed"]):
    """Staff and keys see the feeds of what they see; customers see none."""

    customer_path = "customer_id"
    golive_path = "golive_id"


class CalendarFeed(Noun):
    """Only a hash of the token is stored: the address is shown once, when it is made."""

    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_feeds")
    person = models.CharField(
        max_length=200, blank=True, help_text="A name or an e-mail address, as in assignee and owner."
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_feeds",
        help_text="Go-lives of this customer only; empty: of all.",
    )  # fmt: skip
    for_customer = models.BooleanField(default=False, help_text="Shows only what the customer may see.")
    label = models.CharField(max_length=120, blank=True, help_text="For whom it was made.")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.CharField(max_length=254)
    maker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_feeds")
    maker_key = models.ForeignKey(
        ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="calendar_feeds"
    )

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(golive__isnull=False, person="") | (Q(golive__isnull=True) & ~Q(person="")),
                name="calendar_feed_of_a_golive_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(for_customer=False) | Q(customer__isnull=False),
                name="calendar_feed_for_a_customer_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.id)

    def as_actor(self) -> Actor:
        """Whose eyes the feed is read with: a key that may only read, or the customer's side; within its reach."""
        return Actor(
            kind=ActorKind.SHARE_LINK if self.for_customer else ActorKind.API_KEY,
            id=self.id,
            name=self.label or "calendar feed",
            role=Role.OBSERVER,
            scopes=frozenset(READ_SCOPES),
            golive_id=self.golive_id,
            customer_id=self.customer_id,
        )
