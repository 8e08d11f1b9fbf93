"""Invitations of customers' people. States: open, accepted, expired, revoked."""

from typing import Self

from django.db import models

from implementation.access.actors import Actor
from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer
from implementation.models.events import Event
from implementation.models.users import User


class InvitationQuerySet(VisibleQuerySet["Invitation"]):
    """Staff and keys see those of the customers they see; customers' people see their colleagues on their page."""

    customer_path = "customer_id"

    def sent_by(self, actor: Actor) -> Self:
        """Those that this person sent, within the customer they are bound to; the log knows who did."""
        if actor.customer_id is None:
            return self.none()
        sent = Event.objects.filter(
            kind="invitation.sent", customer_id=actor.customer_id, actor_kind=actor.kind.value, actor_id=actor.id
        )
        return self.filter(customer_id=actor.customer_id, id__in=sent.values("subject_id"))


class Invitation(Noun):
    """Only a hash of the token is stored: it is sent in one mail. Opening the link accepts nothing."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=254)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "id"], name="invitation_of_customer")]

    def __str__(self) -> str:
        return self.email
