"""Doors for Celery to the services.

A message is a hint: each job may run twice, late or half, and finds its work in rows.

Only the worker imports this: the statistics behind it need numpy.
"""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from tracking.services.backtest import backtest_next_month
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.follow import follow
from tracking.services.forecasts import store_forecasts
from tracking.services.refit import refit_touched
from tracking.services.requested_trends import compute_requested
from tracking.services.score_forecasts import score_forecasts
from tracking.services.trend_requests import COMPUTE
from tracking.services.wake import FOLLOW, follow_begins


@shared_task(name=FOLLOW)
def follow_events() -> None:
    """Sent after commits, and swept. A few changes are carried on to their cohorts at once, many by the refresh."""
    follow_begins()
    at, measured = timezone.now(), set[UUID]()
    follow(at=at, measured=measured)
    if refit_touched(measured, at=at).fitted:
        store_forecasts(at=at)


@shared_task(name="tracking.refresh")
def refresh() -> None:
    """Swept: what is not of today, cohorts that changed, forecasts and their scores, trends that were asked for."""
    at = timezone.now()
    bring_up_to_date(at)
    store_forecasts(at=at)
    score_forecasts()
    compute_requested(at=timezone.now())


@shared_task(name=COMPUTE)
def compute_trends() -> None:
    """Sent when trends are asked for that nobody computed yet."""
    compute_requested(at=timezone.now())


@shared_task(name="tracking.backtest")
def backtest_forecasts() -> None:
    """Swept: forecasts of a past month that were not made yet, one month a time so that nobody waits behind it."""
    backtest_next_month(at=timezone.now())
