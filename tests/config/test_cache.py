"""The shared cache keeps its client, and is one cache for all threads."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.cache import cache

from tests.servers.valkey import Valkey


def test_what_one_thread_sets_another_gets(broker: Valkey) -> None:
    cache.set("word", {"said": 1})
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(cache.get, ["word", "word", "other"])) == [{"said": 1}, {"said": 1}, None]


def test_the_client_is_made_once(broker: Valkey) -> None:
    client: Any = cache._cache  # type: ignore[attr-defined]
    assert client.get_client("word", write=True) is client.get_client("other")


def test_a_mark_is_set_by_the_first_alone(broker: Valkey) -> None:
    assert [cache.add("mark", "1", timeout=5) for _ in range(2)] == [True, False]
