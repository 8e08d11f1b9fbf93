"""Keys that do not open are told to the audit: by prefix alone, and never so often that strangers fill it."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from implementation.models import ApiKey, Event
from tests import factories as make
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.django_db


def knock(text: str, *, forwarded: str = "", **how: Any) -> None:
    headers = {"Authorization": f"Bearer {text}", **({"X-Forwarded-For": forwarded} if forwarded else {})}
    answer = Client().get("/api/v1/products", headers=headers, **how)
    assert answer.status_code == 401


def told() -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind="sign-in.failed").order_by("id").values_list("after", flat=True))


def spoilt(key: str) -> str:
    return key[:-1] + ("a" if key[-1] != "a" else "b")


def unknown(number: int) -> str:
    return f"cr_{number:012}_{'x' * 43}"


def test_the_audit_tells_which_key_from_where_and_why() -> None:
    key = make.key()
    prefix = key.split("_")[1]
    knock(spoilt(key), REMOTE_ADDR="192.0.2.1")
    ApiKey.objects.update(expires_at=make.now() - timedelta(days=1))
    knock(key, REMOTE_ADDR="192.0.2.2")
    ApiKey.objects.update(revoked_at=make.now())
    knock(key, REMOTE_ADDR="192.0.2.3")
    knock(unknown(1), REMOTE_ADDR="192.0.2.4")
    assert [(row["why"], row["prefix"], row["address"]) for row in told()] == [
        ("wrong-secret", prefix, "192.0.2.1"),
        ("expired", prefix, "192.0.2.2"),
        ("revoked", prefix, "192.0.2.3"),
        ("unknown", "000000000001", "192.0.2.4"),
    ]
    assert key.split("_", 2)[2] not in str(told())


def test_a_key_of_a_retired_pepper_says_so(settings: Any) -> None:
    key = make.key()
    settings.API_KEY_PEPPERS = {9: "another pepper, as long as they have to be"}
    knock(key)
    assert [row["why"] for row in told()] == ["pepper-retired"]


def test_the_event_names_the_key_but_nobody_who_did_it() -> None:
    customer = make.customer()
    key = make.key(customer=customer)
    knock(spoilt(key))
    event = Event.objects.get(kind="sign-in.failed")
    row = ApiKey.objects.get()
    assert (event.subject_id, event.customer_id, event.actor_id) == (row.id, customer.id, None)
    assert event.actor_name == f"cr_{row.prefix}_…"


def test_what_is_no_key_of_ours_is_not_kept() -> None:
    knock("sk-another-house's-secret")
    assert "another" not in str(told())
    assert told()[0]["prefix"] == ""


def test_one_key_that_is_tried_again_and_again_is_told_once() -> None:
    for _ in range(5):
        knock(unknown(1))
    assert len(told()) == 1


def test_who_makes_keys_up_does_not_fill_the_audit() -> None:
    for number in range(9):
        knock(unknown(number))
    assert len(told()) == 5


def test_nor_do_many_from_many_places() -> None:
    for number in range(70):
        knock(unknown(number), REMOTE_ADDR=f"192.0.2.{number}")
    assert len(told()) == 60


def test_with_the_cache_down_it_is_in_the_log_alone(broker: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    broker.stop()
    with caplog.at_level(logging.WARNING):
        knock(unknown(7))
    assert told() == []
    assert "cr_000000000007_…" in caplog.text
    assert "xxx" not in caplog.text


@pytest.mark.parametrize("proxies", [0, 2])
def test_an_address_that_is_not_to_be_had_changes_no_answer(settings: Any, proxies: int) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    knock(unknown(1), forwarded="192.0.2.1", REMOTE_ADDR="")
    assert len(told()) == 1
