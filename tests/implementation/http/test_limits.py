"""Rate limits: counted in the shared cache; without it, everybody is let through."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from redis import Redis

from implementation.http.limits import WINDOW, Spent
from implementation.services.broker import ask_again
from tests import factories
from tests.implementation.api.callers import V1, Tool, slug, tool
from tests.servers.valkey import Valkey
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _not_quiet(settings: Settings) -> Iterator[None]:
    settings.API_REQUESTS_PER_MINUTE = 3
    ask_again()
    yield
    ask_again()


def spend(caller: Tool, times: int) -> list[Any]:
    return [caller.get("products") for _ in range(times)]


def test_each_answer_says_what_is_left() -> None:
    first, second = spend(tool("read"), 2)
    assert first["RateLimit-Policy"] == second["RateLimit-Policy"] == f'"default";q=3;w={WINDOW}'
    assert first["RateLimit"] == f'"default";r=2;t={WINDOW}'
    assert second["RateLimit"].startswith('"default";r=1;t=')


def test_beyond_the_limit_is_429_with_the_time_to_come_back() -> None:
    *passed, refused = spend(tool("read"), 4)
    assert [answer.status_code for answer in passed] == [200] * 3
    assert (refused.status_code, slug(refused)) == (429, "too-many-requests")
    assert 0 < int(refused["Retry-After"]) <= WINDOW
    assert refused["RateLimit"].startswith('"default";r=0;t=')


def test_each_key_and_each_person_has_a_limit_of_its_own(client: Client) -> None:
    spend(tool("read"), 4)
    assert tool("read").get("products").status_code == 200
    client.force_login(factories.person())
    assert [client.get(f"{V1}products").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_refusals_count_and_say_what_is_left() -> None:
    caller = tool("read")
    assert caller.get("products", {"colour": "blue"})["RateLimit"].startswith('"default";r=2')
    assert caller.post("products", {"name": "X"}).status_code == 403
    assert caller.get("products")["RateLimit"].startswith('"default";r=1')


def test_counting_costs_no_query() -> None:
    caller = tool("read")
    with CaptureQueriesContext(connection) as queries:
        caller.get("products")
    assert len(queries) == 2


def test_after_a_minute_the_limit_is_whole_again(redis_url: str) -> None:
    caller = tool("read")
    spend(caller, 4)
    with Redis.from_url(redis_url) as cache:
        [name] = cache.keys("crossing:requests:*")
        assert 0 < cache.ttl(name) <= WINDOW
        cache.delete(name)
    assert caller.get("products").status_code == 200


def test_with_the_cache_down_everybody_passes_and_it_is_logged_once(
    broker: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    caller = tool("read")
    broker.stop()
    with caplog.at_level(logging.WARNING, logger="implementation.services.broker"):
        answers = spend(caller, 5)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert "RateLimit" not in answers[0]
    assert ["requests are not counted" in record.message for record in caplog.records] == [True]


def test_a_cache_that_was_down_is_left_alone_for_some_seconds(broker: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("implementation.services.broker.QUIET_FOR", PATIENCE)
    caller = tool("read")
    broker.stop()
    spend(caller, 1)
    broker.start()
    assert "RateLimit" not in spend(caller, 1)[0]
    ask_again()
    assert "RateLimit" in spend(caller, 1)[0]


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert Spent(limit=3, used=9, seconds=7).headers["RateLimit"] == '"default";r=0;t=7'
