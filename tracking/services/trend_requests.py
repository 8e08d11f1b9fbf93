"""Taking requests for trends as of days that nobody computed yet. The web server calls this: no numpy here.

They are computed in the background by services/requested_trends.py.
"""

from datetime import date, datetime

from implementation.http.problems import Problem
from tracking.cohorts import By
from tracking.models import TrendRequest
from tracking.services.wake import send_once

COMPUTE = "tracking.compute_trends"
WAITING_AT_ONCE = 100
RETRY_AFTER_SECONDS = 5


def request_trends(*, as_of: date, by: By, at: datetime) -> TrendRequest:
    """Note that the trends of a day are wanted and wake the job. Asking again before it ran changes nothing.

    Raises a too-many-requests problem when as many days wait as may wait at once.
    """
    wanted, created = TrendRequest.objects.get_or_create(as_of=as_of, by=",".join(by), defaults={"requested_at": at})
    waiting = TrendRequest.objects.filter(computed_at__isnull=True)
    if created and waiting.count() > WAITING_AT_ONCE:
        wanted.delete()
        raise Problem(
            "too-many-requests",
            f"{WAITING_AT_ONCE} other days are waiting for their trends already; ask again in a while.",
            extra={"retry_after": RETRY_AFTER_SECONDS},
        )
    if wanted.computed_at is not None:
        TrendRequest.objects.filter(pk=wanted.pk).update(computed_at=None, requested_at=at, attempts=0, error="")
    send_once(COMPUTE, mark=f"{COMPUTE}.sent", seconds=RETRY_AFTER_SECONDS)
    return wanted
