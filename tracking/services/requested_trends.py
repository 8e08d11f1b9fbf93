"""Computes the trends of the days that were asked for. Called by jobs only."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from django.db.models import F

from tracking.cohorts import by_of
from tracking.models import Trend, TrendRequest
from tracking.services.bring_up_to_date import bring_past_up_to_date
from tracking.services.halving import halved

ATTEMPTS = 5
KEPT = 500
_AT_ONCE = 10
_log = logging.getLogger(__name__)


def compute_requested(*, at: datetime) -> int:
    """Compute what waits, the oldest first; how many days that were.

    What failed five times waits until somebody asks again.
    """
    waiting = TrendRequest.objects.filter(computed_at__isnull=True, attempts__lt=ATTEMPTS)
    asked = list(waiting.order_by("requested_at", "id")[:_AT_ONCE])
    for request in asked:
        for failed, error in halved([request], lambda one: _compute(one, at)):
            _log.warning("The trends by %s failed: %s", failed, error)
            TrendRequest.objects.filter(pk=failed.pk).update(attempts=F("attempts") + 1, error=error)
    _forget_the_oldest()
    return len(asked)


def _forget_the_oldest() -> None:
    """Keep as many asked days as people may still look at; the answers that each day had of itself stay."""
    computed = TrendRequest.objects.filter(computed_at__isnull=False).order_by("-requested_at", "-id")
    for request in computed[KEPT:]:
        afterwards = datetime.combine(request.as_of + timedelta(days=2), time.min, UTC)
        Trend.objects.filter(as_of=request.as_of, by=request.by, computed_at__gte=afterwards).delete()
        request.delete()


def _compute(requests: Sequence[TrendRequest], at: datetime) -> None:
    for request in requests:
        bring_past_up_to_date(request.as_of, at=at, sets=(by_of(request.by),))
        TrendRequest.objects.filter(pk=request.pk, requested_at=request.requested_at).update(computed_at=at, error="")
