"""The hours of a go-live that its customer's people may see: sums, and only where they were released."""

from django.db.models import Sum

from implementation.access.actors import Actor
from implementation.models import GoLive, TimeEntry


def released_hours(golive: GoLive, actor: Actor) -> int | None:
    """Whole hours spent with the customer, as far as logged; None where they are not for the reader."""
    if not (actor.sees_internal or golive.hours_released):
        return None
    entries = TimeEntry.objects.filter(golive_id=golive.id, current=True, with_customer=True)
    minutes: int = entries.aggregate(minutes=Sum("minutes"))["minutes"] or 0
    return round(minutes / 60)
