"""Doors for Celery to the services.

A message is a hint: each job may run twice, late or half, and finds its work in rows.

Only the worker imports this: the statistics behind it need numpy.
"""

from celery import shared_task
from django.utils import timezone

from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.follow import follow
from tracking.services.requested_trends import compute_requested
from tracking.services.trend_requests import COMPUTE
from tracking.services.wake import FOLLOW, follow_begins


@shared_task(name=FOLLOW)
def follow_events() -> None:
    """Sent after commits, and swept."""
    follow_begins()
    follow(at=timezone.now())


@shared_task(name="tracking.refresh")
def refresh() -> None:
    """Swept: what is not of today, cohorts that changed, trends that were asked for."""
    bring_up_to_date(timezone.now())
    compute_requested(at=timezone.now())


@shared_task(name=COMPUTE)
def compute_trends() -> None:
    """Sent when trends of a past day are asked for."""
    compute_requested(at=timezone.now())
