"""Sending a job by name: a hint that there is work in rows. Losing it costs seconds, for the schedule finds the rows.

Called after commit (`transaction.on_commit(partial(publish, job), robust=True)`), in web processes too, so it must be
cheap with the broker down: after a failure this process does not try again for a while.
"""

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

UNREACHABLE = (OperationalError, RedisConnectionError, RedisTimeoutError, OSError)
_QUIET_FOR = 5.0
_log = logging.getLogger(__name__)


class _Quiet:
    """Until when this process does not try."""

    until = float("-inf")


def publish(job: str, *, expires: float = 60.0) -> bool:
    """Send the job; whether it was sent. `expires`: seconds after which nobody needs to run it any more.

    Never raises for a broker that is down.
    """
    if time.monotonic() < _Quiet.until:
        return False
    try:
        current_app.send_task(job, expires=expires)
    except UNREACHABLE as error:
        _Quiet.until = time.monotonic() + _QUIET_FOR
        _log.warning("The broker is unreachable (%s); the schedule will run %s once it is back.", error, job)
        return False
    return True
