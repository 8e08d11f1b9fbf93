"""Go-lives whose target is known or has moved, with their names, for the report of slips."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from implementation.models import GoLive


@dataclass(frozen=True, slots=True)
class Named:
    """A go-live as people know it."""

    id: UUID
    ref: str
    customer: str
    site: str | None
    product: str
    live_on: date | None
    live_precision: str


def golives_with_moves() -> list[Named]:
    """Those with at least one change of the target, by customer, site and product."""
    rows = GoLive.objects.filter(target_changes__isnull=False).distinct()
    rows = rows.order_by("customer__name", "site__name", "product__name", "id")
    columns = ("id", "ref", "customer__name", "site__name", "product__name", "live_on", "live_on_precision")
    return [Named(*row) for row in rows.values_list(*columns)]
