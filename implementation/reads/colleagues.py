"""A customer's people who have access, and those who are invited. Two queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from implementation.access.actors import Actor, Role
from implementation.models import Invitation, User


@dataclass(frozen=True, slots=True)
class Colleague:
    """`invited`: has not accepted yet. `invitation`: the one that the reader sent, and so may withdraw."""

    name: str
    email: str
    invited: bool
    invitation: UUID | None = None


def colleagues_of(customer_id: UUID, *, reader: Actor, at: datetime) -> list[Colleague]:
    """By name; those who are in first."""
    people = User.objects.filter(customer_id=customer_id, role=Role.CONTACT, is_active=True).order_by("name", "email")
    own = Invitation.objects.sent_by(reader).filter(pk=OuterRef("pk"))
    waiting = Invitation.objects.filter(
        customer_id=customer_id, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).order_by("name", "email")
    invited = waiting.annotate(own=Exists(own)).values_list("name", "email", "id", "own")
    return [
        *(Colleague(person.name, person.email, invited=False) for person in people),
        *(Colleague(name, email, invited=True, invitation=id_ if mine else None) for name, email, id_, mine in invited),
    ]
