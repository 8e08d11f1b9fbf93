"""The hours of a go-live that its customer's people may see: sums, and only where they were released."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum

from implementation.access.actors import Actor
from implementation.http.problems import not_found
from implementation.models import GoLive, TimeEntry


@dataclass(frozen=True, slots=True)
class Hours:
    """As far as logged: all of them, and those spent with the customer."""

    minutes: int
    minutes_with_customer: int


def released_hours(golive: GoLive, actor: Actor) -> Hours | None:
    """None where they are not for the reader."""
    if not (actor.sees_internal or golive.hours_released):
        return None
    entries = TimeEntry.objects.filter(golive_id=golive.id, current=True)
    together = Sum("minutes", filter=Q(with_customer=True), default=0)
    sums = entries.aggregate(total=Sum("minutes", default=0), together=together)
    return Hours(minutes=sums["total"], minutes_with_customer=sums["together"])


def golive_hours(golive_id: UUID, *, actor: Actor) -> Hours | None:
    """The same by id. Not found where the actor may not know of the go-live. Two queries."""
    golive = GoLive.objects.visible_to(actor).only("hours_released").filter(id=golive_id).first()
    if golive is None:
        raise not_found("go-live")
    return released_hours(golive, actor)
