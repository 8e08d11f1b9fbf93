"""Sessions in the database, read from the cache: a request with a session costs no query for it.

Django's own store asks the cache without mercy: with it down each request would wait, and logging out would fail.
This one leaves a broker that is down alone, like everybody else, and goes on with the database.
"""

from typing import Any

from django.contrib.sessions.backends import cached_db

from implementation.services.broker import ask_broker

_MEANWHILE = "sessions are read from the database"
# A logout that the cache did not hear of is forgotten by it within this many seconds.
_KEPT = 300


class _PatientCache:
    """The few words that the store says to the cache; an unreachable one knows nothing."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def get(self, key: str, default: Any = None) -> Any:
        return ask_broker(lambda: self._cache.get(key, default), otherwise=default, meanwhile=_MEANWHILE)

    def set(self, key: str, value: Any, timeout: float | None = None) -> None:
        seconds = _KEPT if timeout is None else min(timeout, _KEPT)
        ask_broker(lambda: self._cache.set(key, value, seconds), otherwise=None, meanwhile=_MEANWHILE)

    def delete(self, key: str) -> bool:
        gone: bool = ask_broker(lambda: self._cache.delete(key), otherwise=False, meanwhile=_MEANWHILE)
        return gone

    def __contains__(self, key: str) -> bool:
        return ask_broker(lambda: key in self._cache, otherwise=False, meanwhile=_MEANWHILE)


class SessionStore(cached_db.SessionStore):
    # The prefix of the keys in the cache; of its own, as the class is.
    cache_key_prefix = "crossing.session"

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache: Any = _PatientCache(self._cache)
