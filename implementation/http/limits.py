"""How many requests a key or a person may send: counted in the shared cache, by one round trip and no SQL.

A window begins with the first request and lasts a minute. With the cache down everybody is let through, which is
logged; this process then leaves the cache alone for some seconds, so that no request waits for it.
"""

import logging
import time
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from implementation.access.actors import Actor

WINDOW = 60
POLICY = "default"
_PATIENCE = 0.2
_QUIET_FOR = 5.0
_LOGGED_EVERY = 60.0
_log = logging.getLogger(__name__)


class _Quiet:
    """When this process may ask again, and when it may complain again."""

    until = float("-inf")
    logged_at = float("-inf")


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of the limit is used in this window, which ends in `seconds`."""

    limit: int
    used: int
    seconds: int

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-10: quota and window; rest and seconds to the next."""
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.limit};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={left};t={self.seconds}',
        }


def spend(actor: Actor) -> Spent | None:
    """Count one request of the actor; None where nobody counts because the cache is down."""
    if time.monotonic() < _Quiet.until:
        return None
    try:
        used, seconds = _count(f"crossing:requests:{actor.kind}:{actor.id}")
    except (RedisError, OSError) as error:
        _keep_quiet(error)
        return None
    return Spent(settings.API_REQUESTS_PER_MINUTE, used, seconds)


def _count(name: str) -> tuple[int, int]:
    """Requests of this window, this one included, and the seconds until it ends."""
    client = _client(settings.REDIS_URL)
    pipeline = client.pipeline()
    pipeline.set(name, 0, ex=WINDOW, nx=True)
    pipeline.incr(name)
    pipeline.ttl(name)
    _, used, seconds = pipeline.execute()
    if seconds < 0:
        # It ended between the two commands, and what INCR made would never end.
        client.expire(name, WINDOW)
        seconds = WINDOW
    return int(used), max(1, int(seconds))


@cache
def _client(url: str) -> "Redis":
    return Redis.from_url(url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)


def _keep_quiet(error: Exception) -> None:
    now = time.monotonic()
    _Quiet.until = now + _QUIET_FOR
    if now - _Quiet.logged_at > _LOGGED_EVERY:
        _Quiet.logged_at = now
        _log.warning("The cache is unreachable (%s); requests are not counted until it is back.", error)
