"""Sends the job that follows the event log, right after a commit. A hint: losing it costs seconds, never an event.

Connected to `events_recorded` by the app's `ready()`; runs in web processes, so it must be cheap with the broker
down: after a failure this process does not try again for a while, and the schedule finds the events.
"""

import logging
import time
from typing import Any

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

FOLLOW = "tracking.follow"
UNREACHABLE = (OperationalError, RedisConnectionError, RedisTimeoutError, OSError)
_SENT = "tracking.follow.sent"
_SENT_FOR = 5  # seconds after which a lost message no longer keeps the next one back
_QUIET_FOR = 5.0
_LOGGED_EVERY = 60.0
_log = logging.getLogger(__name__)


class _Quiet:
    """When this process may try again, and when it may complain again."""

    until = 0.0
    logged_at = float("-inf")


def send_follow(**_signal: Any) -> None:
    """Send the job unless one is on its way."""
    send_once(FOLLOW, mark=_SENT, seconds=_SENT_FOR)


def send_once(job: str, *, mark: str, seconds: int) -> None:
    """Send a job by name unless `mark` tells that one was sent within `seconds`.

    Never raises for a broker that is down.
    """
    if time.monotonic() < _Quiet.until:
        return
    try:
        if cache.add(mark, "1", timeout=seconds):
            current_app.send_task(job, expires=seconds * 12)
    except UNREACHABLE as error:
        _keep_quiet(error)


def follow_begins() -> None:
    """Called by the job as it starts: whatever is recorded from now on needs another one."""
    try:
        cache.delete(_SENT)
    except UNREACHABLE as error:
        _keep_quiet(error)


def _keep_quiet(error: Exception) -> None:
    now = time.monotonic()
    _Quiet.until = now + _QUIET_FOR
    if now - _Quiet.logged_at > _LOGGED_EVERY:
        _Quiet.logged_at = now
        _log.warning("The broker is unreachable (%s); the schedule will follow the events once it is back.", error)
