"""Time entries through HTTP: logged, corrected, voided."""

from typing import Any

import pytest
from django.test import Client

from implementation.models import GoLive
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db


def entry(golive: GoLive, **fields: Any) -> dict[str, Any]:
    given = {"go_live": str(golive.id), "worked_on": factories.days_ago(1).isoformat(), "minutes": 90, "person": "Ada"}
    return {**given, **fields}


def test_a_correction_replaces_the_entry_and_takes_over_its_ref() -> None:
    caller = tool()
    first = caller.post("time-entries", entry(factories.golive(), ref="T-1")).json()
    answer = caller.post(f"time-entries/{first['id']}/corrections", {"minutes": 60, "reason": "Typo"})
    new = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(new["id"])
    assert (new["minutes"], new["ref"], new["replaces"], new["person"]) == (60, "T-1", first["id"], "Ada")
    assert caller.get(f"time-entries/{first['id']}").json()["current"] is False
    again = caller.post(f"time-entries/{first['id']}/corrections", {"minutes": 30})
    assert (again.status_code, slug(again)) == (409, "already-exists")


def test_a_list_shows_current_entries_unless_asked_for_others() -> None:
    caller = tool()
    old = caller.post("time-entries", entry(factories.golive())).json()
    new = caller.post(f"time-entries/{old['id']}/corrections", {"minutes": 60}).json()

    def found(**query: str) -> list[str]:
        return [row["id"] for row in caller.get("time-entries", query).json()["results"]]

    assert found() == found(current="true") == [new["id"]]
    assert found(current="false") == [old["id"]]
    assert found(current="any") == [old["id"], new["id"]]


def test_a_void_entry_is_kept_with_its_reason() -> None:
    caller = tool()
    made = caller.post("time-entries", entry(factories.golive())).json()
    path = f"time-entries/{made['id']}/transitions"
    assert pointers(caller.post(path, {"to": "voided"})) == ["/reason"]
    assert caller.post(path, {"to": "voided", "reason": "Never was"}).json()["current"] is False


def test_a_day_has_24_hours_over_all_go_lives() -> None:
    caller = tool()
    assert caller.post("time-entries", entry(factories.golive(), minutes=1000)).status_code == 201
    answer = caller.post("time-entries", entry(factories.golive(), minutes=500))
    assert (answer.status_code, slug(answer), answer.json()["logged_minutes"]) == (409, "day-overfull", 1000)


def test_a_key_says_whose_time_it_is() -> None:
    body = entry(factories.golive())
    del body["person"]
    assert pointers(tool().post("time-entries", body)) == ["/person"]


def test_a_person_logs_their_own_time_unless_said_otherwise() -> None:
    person, client = factories.person(), Client()
    client.force_login(person)
    body = entry(factories.golive())
    del body["person"]
    made = client.post(f"{V1}time-entries", body, "application/json").json()
    assert made["person"] == person.email


def test_a_task_of_another_go_live_is_refused() -> None:
    elsewhere = factories.task(factories.golive())
    answer = tool().post("time-entries", entry(factories.golive(), task=str(elsewhere.id)))
    assert pointers(answer) == ["/task"]
