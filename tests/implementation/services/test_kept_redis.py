"""A thread keeps its connection to the shared cache, and gets by when the server closes it."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import ResponseError

from implementation.services.kept_redis import KeptRedis
from tests.servers.valkey import Valkey
from tests.waiting import until


@pytest.fixture
def client(broker: Valkey) -> Iterator[KeptRedis]:
    with KeptRedis.from_url(broker.url, socket_timeout=5) as kept:
        yield kept


@pytest.fixture
def server(broker: Valkey) -> Iterator[Redis]:
    with Redis.from_url(broker.url) as other:
        yield other


def test_a_thread_says_all_over_one_connection(client: KeptRedis) -> None:
    assert len({client.client_id() for _ in range(3)}) == 1


def test_each_thread_has_its_own(client: KeptRedis) -> None:
    together = Barrier(4)

    def said(_place: int) -> int:
        together.wait(timeout=10)
        return int(client.client_id())

    with ThreadPoolExecutor(4) as threads:
        assert len({client.client_id(), *threads.map(said, range(4))}) == 5


def test_each_process_has_its_own(client: KeptRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = client.client_id()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert client.client_id() != parents


def test_a_thread_that_ends_leaves_none(client: KeptRedis, server: Redis) -> None:
    before = len(server.client_list())
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(client.exists, map(str, range(8))))
    until(lambda: len(server.client_list()) <= before, "their connections are closed")


def test_a_connection_that_the_server_closed_is_opened_anew(client: KeptRedis, server: Redis) -> None:
    client.set("count", 1)
    server.client_kill_filter(_id=str(client.client_id()))
    assert client.incr("count") == 2


def test_a_server_that_started_anew_is_found_again(client: KeptRedis, broker: Valkey) -> None:
    client.ping()
    broker.stop()
    broker.start()
    assert client.ping()


def test_a_server_that_is_down_is_told_and_found_when_it_is_back(client: KeptRedis, broker: Valkey) -> None:
    client.ping()
    broker.stop()
    for _ in range(2):
        with pytest.raises(Disconnected):
            client.ping()
    broker.start()
    assert client.ping()


def test_after_a_refusal_the_next_answer_is_the_next_words(client: KeptRedis) -> None:
    client.set("word", "no number")
    with pytest.raises(ResponseError):
        client.incr("word")
    assert client.get("word") == b"no number"
