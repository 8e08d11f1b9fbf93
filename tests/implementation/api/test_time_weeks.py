"""A person's week of hours, through HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.models import GoLive
from implementation.services.time_entries import void_time
from tests import factories
from tests.implementation.api.callers import V1, pointers, tool

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 30)


@pytest.fixture(autouse=True)
def on_friday() -> Any:
    with time_machine.travel("2026-04-03T12:00:00Z", tick=False):
        yield


def log(golive: GoLive, day: int, hours: float, person: str = "ada@example.test", **fields: Any) -> Any:
    return factories.hours(golive, hours, on=MONDAY + timedelta(days=day), person=person, **fields)


def week(**query: str) -> Any:
    asked = {"person": "ada@example.test", "week": "2026-W14", **query}
    return tool("time-entries:read").get("time-entries/week", asked)


def test_hours_stand_by_day_and_golive_with_their_sums_and_the_days_that_have_none() -> None:
    birch, cedar = (factories.golive(of=factories.product(name)) for name in ("Birch", "Cedar"))
    log(birch, 0, 2)
    log(birch, 0, 1, with_customer=False)
    log(cedar, 2, 4)
    log(cedar, 5, 1)
    log(cedar, 1, 8, person="noor@example.test")
    log(cedar, -1, 8)
    told = week().json()
    assert (told["days"][0], told["days"][-1]) == ("2026-03-30", "2026-04-05")
    assert [(row["title"][:5], row["minutes_by_day"]) for row in told["go_lives"]] == [
        ("Birch", [180, 0, 0, 0, 0, 0, 0]),
        ("Cedar", [0, 0, 240, 0, 0, 60, 0]),
    ]
    assert told["minutes_by_day"] == [180, 0, 240, 0, 0, 60, 0]
    assert (told["minutes"], told["minutes_with_customer"], told["minutes_without_customer"]) == (480, 420, 60)
    assert told["missing_days"] == ["2026-03-31", "2026-04-02", "2026-04-03"]


def test_only_days_that_have_come_are_missing() -> None:
    assert week(week="2026-W15").json()["missing_days"] == []
    assert len(week(week="2026-W13").json()["missing_days"]) == 5


def test_what_was_voided_or_is_anothers_customers_does_not_count() -> None:
    golive = factories.golive()
    entry = log(golive, 0, 2)
    void_time(actor=factories.LEAD, at=factories.now(), entry_id=entry.id, reason="never was")
    log(golive, 1, 3)
    assert week().json()["minutes"] == 180
    stranger = tool("read", customer=factories.customer())
    assert stranger.get("time-entries/week", {"person": "ada@example.test", "week": "2026-W14"}).json()["minutes"] == 0


def test_a_session_reads_its_own_week_of_all_spellings_of_the_person(client: Client) -> None:
    ada = factories.person(name="Ada King")
    golive = factories.golive()
    for spelling in (ada.email, ada.email.upper(), "ada  KING"):
        log(golive, 0, 1, person=spelling)
    client.force_login(ada)
    assert client.get(f"{V1}time-entries/week").json()["minutes"] == 180


@pytest.mark.parametrize("wrong", ["2026-14", "2026-W54", "2025-W53", "2026-w14", "0001-W01", "9999-W52"])
def test_a_week_that_is_none_is_named(wrong: str) -> None:
    assert pointers(week(week=wrong)) == ["?week"]


def test_a_key_says_whose_week_it_is() -> None:
    assert pointers(tool("read").get("time-entries/week")) == ["?person"]


def test_it_costs_the_same_queries_with_many_entries() -> None:
    golive, caller, costs = factories.golive(), tool("read"), []
    for number in range(2):
        for day in range(5):
            log(golive if number == 0 else factories.golive(), day, 0.5)
        with CaptureQueriesContext(connection) as queries:
            caller.get("time-entries/week", {"person": "ada@example.test", "week": "2026-W14"})
        costs.append(len(queries))
    assert costs == [3, 3]
