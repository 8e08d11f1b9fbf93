"""Asking the broker, which is also the shared cache, without ever waiting for it: what it does for us is a hint.

After a failure this process leaves the broker alone for some seconds, so that neither a write nor a read takes longer
while it is down. Used by whoever sends jobs, counts requests or keeps marks there.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

QUIET_FOR = 5.0
LOGGED_EVERY = 60.0
_UNREACHABLE = (OperationalError, RedisError, OSError)
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class _Quiet:
    """When this process may ask again, and when it may complain again."""

    until = float("-inf")
    logged_at = float("-inf")


def ask_broker(ask: Callable[[], _T], *, otherwise: _T, meanwhile: str) -> _T:
    """What `ask` gives, or `otherwise` with the broker down. `meanwhile` tells the log what its absence means."""
    if time.monotonic() < _Quiet.until:
        return otherwise
    try:
        return ask()
    except _UNREACHABLE as error:
        _keep_quiet(error, meanwhile)
        return otherwise


def ask_again() -> None:
    """Forget the last failure: the broker is known to be back."""
    _Quiet.until = _Quiet.logged_at = float("-inf")


def _keep_quiet(error: Exception, meanwhile: str) -> None:
    now = time.monotonic()
    _Quiet.until = now + QUIET_FOR
    if now - _Quiet.logged_at > LOGGED_EVERY:
        _Quiet.logged_at = now
        _log.warning("The broker is unreachable (%s); %s until it is back.", error, meanwhile)
