"""Sessions: read from the cache without a query, from the database where the cache is down."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from redis import Redis

from config.sessions import SessionStore
from tests import factories as make
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.django_db


def test_a_session_costs_the_api_one_query_for_the_person(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = Client()
    client.force_login(make.person())
    client.get("/api/v1/products")
    with django_assert_num_queries(2) as asked:
        assert client.get("/api/v1/products").status_code == 200
    assert [query["sql"].split('FROM "')[1].split('"')[0] for query in asked.captured_queries] == [
        "implementation_user",
        "implementation_product",
    ]


def test_without_the_cache_sessions_begin_go_on_and_end(broker: Valkey) -> None:
    begun = SessionStore()
    begun["what"] = "before"
    begun.save()
    broker.stop()
    again = SessionStore(begun.session_key)
    assert again["what"] == "before"
    again["what"] = "meanwhile"
    again.save()
    assert SessionStore(begun.session_key)["what"] == "meanwhile"
    assert again.exists(str(begun.session_key))
    again.flush()
    assert not Session.objects.exists()


def test_the_cache_forgets_a_logout_that_it_did_not_hear_of(broker: Valkey) -> None:
    begun = SessionStore()
    begun["what"] = "secret"
    begun.save()
    client = Redis.from_url(broker.url)
    [name] = client.keys("*session*")
    assert 0 < client.ttl(name) <= 300
    client.close()
