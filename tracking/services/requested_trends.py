"""Computes the trends that were asked for. Called by jobs only."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from django.db.models import F

from tracking.cohorts import by_of
from tracking.lenses import Lens
from tracking.models import TrendRequest
from tracking.reads.cohorts import is_standing
from tracking.reads.trends import trends_of_day
from tracking.services.bring_up_to_date import bring_past_up_to_date
from tracking.services.halving import halved

ATTEMPTS = 5
KEPT = 500
KEPT_FOR = timedelta(days=30)
_AT_ONCE = 10
_log = logging.getLogger(__name__)


def compute_requested(*, at: datetime) -> int:
    """Compute what waits, the oldest first; how many requests that were.

    What failed five times waits until somebody asks again.
    """
    waiting = TrendRequest.objects.filter(computed_at__isnull=True, attempts__lt=ATTEMPTS)
    asked = list(waiting.order_by("requested_at", "id")[:_AT_ONCE])
    for request in asked:
        for failed, error in halved([request], lambda one: _compute(one, at)):
            _log.warning("The trends by %s failed: %s", failed, error)
            TrendRequest.objects.filter(pk=failed.pk).update(attempts=F("attempts") + 1, error=error)
    _forget(at)
    return len(asked)


def lens_of(request: TrendRequest) -> Lens:
    return Lens(by_of(request.by), request.clock, request.net_of, request.activities)


def _compute(requests: Sequence[TrendRequest], at: datetime) -> None:
    for request in requests:
        bring_past_up_to_date(request.as_of, at=at, lenses=[lens_of(request)])
        TrendRequest.objects.filter(pk=request.pk, requested_at=request.requested_at).update(computed_at=at, error="")


def _forget(at: datetime) -> None:
    """Keep as many as people may still look at, for 30 days after they were last asked for."""
    computed = TrendRequest.objects.filter(computed_at__isnull=False).order_by("-requested_at", "-id")
    _drop(computed[KEPT:])
    _drop(computed.filter(requested_at__lt=at - KEPT_FOR))


def _drop(requests: Iterable[TrendRequest]) -> None:
    """With their trends; the answers that each day had of itself in what is kept current stay."""
    for request in list(requests):
        lens = lens_of(request)
        rows = trends_of_day(request.as_of, lens)
        if is_standing(lens):
            rows = rows.filter(computed_at__gte=datetime.combine(request.as_of + timedelta(days=2), time.min, UTC))
        rows.delete()
        request.delete()
