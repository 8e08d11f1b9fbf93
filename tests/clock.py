"""Midnight and the tests: what a test calls today in its first line must not be yesterday in its last."""

from datetime import datetime, timedelta

# Longer than all but a few tests take.
_LAST_SECONDS = 20


def seconds_to_wait(now: datetime) -> float:
    """Until the next day, in the last seconds of a day, else 0. A test that would begin then begins after midnight."""
    left = (now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - now).total_seconds()
    return left if left <= _LAST_SECONDS else 0.0
