"""Django's Redis cache with one client kept, and its connection: Django makes and takes new ones for each word to the
server, which costs more than the word."""

from typing import Any

from django.core.cache.backends import redis

from implementation.services.kept_redis import KeptRedis


class _Client(redis.RedisCacheClient):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._client = KeptRedis
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        place: int = self._get_connection_pool_index(write)  # type: ignore[attr-defined]  # not in the stubs
        if place not in self._kept:
            self._kept[place] = super().get_client(key, write=write)
        return self._kept[place]


class RedisCache(redis.RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
