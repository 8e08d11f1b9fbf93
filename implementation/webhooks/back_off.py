"""When a delivery that failed is tried again.

Ten attempts over some three days: at once, then after the waits that the Standard Webhooks specification gives as its
example. Each wait is up to a fifth longer or shorter, so that what failed together does not come back together.
"""

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(WAITS) + 1
JITTER = 0.2


def wait_after(attempt: int, *, jitter: float) -> timedelta | None:
    """How long to wait after the attempt of this number (from 1) failed; None: that was the last one.

    `jitter` is drawn evenly from -1 to 1 by the caller.
    """
    if attempt >= MOST_ATTEMPTS:
        return None
    return WAITS[attempt - 1] * (1 + JITTER * max(-1.0, min(1.0, jitter)))
