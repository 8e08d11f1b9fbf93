"""A customer's people who have access, and those who are invited. Two queries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from implementation.access.actors import Role
from implementation.models import Invitation, User


@dataclass(frozen=True, slots=True)
class Colleague:
    """`invited`: has not accepted yet."""

    name: str
    email: str
    invited: bool


def colleagues_of(customer_id: UUID, *, at: datetime) -> list[Colleague]:
    """By name; those who are in first."""
    people = User.objects.filter(customer_id=customer_id, role=Role.CONTACT, is_active=True).order_by("name", "email")
    waiting = Invitation.objects.filter(
        customer_id=customer_id, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).order_by("name", "email")
    return [
        *(Colleague(person.name, person.email, invited=False) for person in people),
        *(Colleague(one.name, one.email, invited=True) for one in waiting),
    ]
