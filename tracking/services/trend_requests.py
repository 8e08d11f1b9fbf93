"""Taking requests for trends that nobody computed yet. The web server calls this: no numpy here.

They are computed in the background by services/requested_trends.py.
"""

from datetime import date, datetime

from implementation.http.problems import Problem
from implementation.services.publish import publish_once
from tracking.lenses import Lens
from tracking.models import TrendRequest

COMPUTE = "tracking.compute_trends"
WAITING_AT_ONCE = 100
RETRY_AFTER_SECONDS = 5


class QueueFull(Problem):
    """As much waits as may wait at once. `wait` becomes the answer's `Retry-After`."""

    wait = RETRY_AFTER_SECONDS

    def __init__(self) -> None:
        super().__init__(
            "too-many-requests",
            f"{WAITING_AT_ONCE} other days are waiting for their trends already; ask again in a while.",
            extra={"retry_after": self.wait},
        )


def request_trends(*, as_of: date, lens: Lens, at: datetime) -> TrendRequest:
    """Note that the trends of a day are wanted and wake the job. Asking again before it ran changes nothing.

    Raises a too-many-requests problem when as many wait as may wait at once.
    """
    wanted, created = TrendRequest.objects.get_or_create(
        as_of=as_of,
        by=lens.by_text,
        clock=lens.clock,
        net_of=lens.net_of,
        activities=lens.activities,
        defaults={"requested_at": at},
    )
    waiting = TrendRequest.objects.filter(computed_at__isnull=True)
    if created and waiting.count() > WAITING_AT_ONCE:
        wanted.delete()
        raise QueueFull
    if wanted.computed_at is not None:
        TrendRequest.objects.filter(pk=wanted.pk).update(computed_at=None, requested_at=at, attempts=0, error="")
    publish_once(COMPUTE, seconds=RETRY_AFTER_SECONDS)
    return wanted
