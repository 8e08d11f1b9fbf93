"""How many requests a key or a person may send: counted in the shared cache, by one round trip and no SQL.

A window begins with the first request and lasts a minute. With the cache down everybody is let through, which is
logged; this process then leaves the cache alone for some seconds, so that no request waits for it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from implementation.access.actors import Actor
from implementation.services.broker import ask_broker
from implementation.services.kept_redis import KeptRedis

WINDOW = 60
POLICY = "default"
_PATIENCE = 0.2
# In one piece, so that no count is left without an end.
_COUNT = """
local used, left = redis.call('INCR', KEYS[1]), redis.call('TTL', KEYS[1])
if left < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  left = ARGV[1]
end
return {used, left}
"""


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
    counted = ask_broker(
        lambda: count(f"crossing:requests:{actor.kind}:{actor.id}", WINDOW),
        otherwise=None,
        meanwhile="requests are not counted",
    )
    return counted and Spent(actor.requests_per_minute or settings.API_REQUESTS_PER_MINUTE, *counted)


def count(name: str, window: int) -> tuple[int, int]:
    """How often this was counted in the window of so many seconds, now included, and the seconds until it ends."""
    used, seconds = _script(settings.REDIS_URL)(keys=[name], args=[window])
    return int(used), max(1, int(seconds))


@cache
def _script(url: str) -> Any:
    client = KeptRedis.from_url(url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
    return client.register_script(_COUNT)
