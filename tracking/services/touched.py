"""Which go-lives a batch of events touches, and which of them, or of all, have no current measure."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from implementation.models import Event, GoLive
from tracking.models import GoLiveMeasure

_IDS = 1000
# What several go-lives share.
_SHARED = frozenset({"customer", "product", "site"})


def touched_by(events: Iterable[Event], *, as_of: date) -> list[UUID]:
    """The go-lives to measure for the events, in id order; those whose measure is current already are left out.

    An event about a customer or a product touches all its go-lives. One about many of them at once (an import's)
    touches whatever has been changed since it was measured.
    """
    golives: set[UUID] = set()
    many = False
    customers: set[UUID] = set()
    products: set[UUID] = set()
    for event in events:
        if event.golive_id is not None:
            golives.add(event.golive_id)
        elif event.customer_id is not None:
            customers.add(event.customer_id)
        elif event.subject == "product" and event.subject_id is not None:
            products.add(event.subject_id)
        else:
            many = many or event.subject in _SHARED
    golives.update(GoLive.objects.filter(customer_id__in=customers).values_list("id", flat=True))
    golives.update(GoLive.objects.filter(product_id__in=products).values_list("id", flat=True))
    if many:
        golives.update(_changed_since_measured())
    return _not_current(sorted(golives), as_of)


def without_current_measure(*, as_of: date) -> list[UUID]:
    """All go-lives with no measure of their present revision as of `as_of`, in id order."""
    return list(_lacking(as_of=as_of).order_by("id").values_list("id", flat=True))


def _changed_since_measured() -> QuerySet[GoLive, UUID]:
    return _lacking().values_list("id", flat=True)


def _not_current(golive_ids: Sequence[UUID], as_of: date) -> list[UUID]:
    return [
        golive_id
        for start in range(0, len(golive_ids), _IDS)
        for golive_id in _lacking(as_of=as_of)
        .filter(id__in=golive_ids[start : start + _IDS])
        .order_by("id")
        .values_list("id", flat=True)
    ]


def _lacking(**wanted: date) -> QuerySet[GoLive]:
    """Whoever stored a measure read the revision before the facts, so an equal revision means equal facts."""
    current = GoLiveMeasure.objects.filter(golive_id=OuterRef("id"), revision=OuterRef("revision"), **wanted)
    return GoLive.objects.filter(~Exists(current))
