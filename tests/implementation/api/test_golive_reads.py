"""What is read of a go-live as a whole, through HTTP."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import GoLive, Task
from implementation.services.time_entries import correct_time
from tests import factories
from tests.implementation.api.callers import Tool, pointers, tool

pytestmark = pytest.mark.django_db
KICKOFF = date(2026, 1, 1)


def read(golive: GoLive, what: str, caller: Tool | None = None, **query: str) -> Any:
    answer = (caller or tool("read")).get(f"go-lives/{golive.id}/{what}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_progress_is_told_of_all_tasks_and_of_the_customers_alone() -> None:
    golive = factories.golive()
    factories.tick(factories.task(golive, category="training", phase="train", owner_side="customer"))
    factories.task(golive, category="integration", phase="build")
    found = read(golive, "progress")
    assert (found["all"]["overall"]["tasks"], found["all"]["overall"]["percent"]) == (2, 50)
    assert found["customer_visible"]["overall"] == {
        "name": "all", "title": "All", "tasks": 1, "finished": 1, "blocked": 0, "percent": 100,
        "count_target": 0, "count_done": 0,
    }  # fmt: skip
    assert [part["name"] for part in found["all"]["by_category"]] == ["integration", "training"]


def test_phases_have_the_playbooks_titles_and_the_order_of_the_work() -> None:
    golive = factories.golive(playbook=factories.starter())
    phases = read(golive, "progress")["all"]["by_phase"]
    assert (phases[0]["name"], phases[0]["title"]) == ("initiate", "Contract and kickoff")
    assert [part["name"] for part in phases][-2:] == ["handover", "optimise"]
    assert sum(part["tasks"] for part in phases) == 53


def test_counted_tasks_count_by_their_number() -> None:
    golive = factories.golive()
    factories.task(golive, counted="people trained", count_target=86, count_done=43)
    overall = read(golive, "progress")["all"]["overall"]
    assert (overall["percent"], overall["count_done"], overall["count_target"]) == (50, 43, 86)


def test_days_are_split_and_blocked_days_are_told_by_kind() -> None:
    golive = factories.golive(kickoff_on=KICKOFF)
    # 10-20 January blocked by the customer's data, 15-25 by the vendor's integration, on hold from the 18th to the
    # 21st: four days. Not on hold: data alone 10-14 (5 days), both 15-17 (3), integration alone 22-24 (3).
    blocked = {"data": ("customer", 10, 20), "integration": ("vendor", 15, 25)}
    for kind, (side, opened, closed) in blocked.items():
        opened_on, closed_on = date(2026, 1, opened), date(2026, 1, closed)
        factories.barrier(golive, kind=kind, side=side, opened_on=opened_on, closed_on=closed_on)
    factories.hold(golive, date(2026, 1, 18), date(2026, 1, 21), side="external")
    found = read(golive, "days", as_of="2026-01-31")
    assert (found["days"], found["days_on_hold"], found["days_net_of_holds"]) == (30, 4, 26)
    assert {row["side"]: (row["blocked"], row["on_hold"]) for row in found["by_side"]} == {
        "vendor": (4.5, 0), "customer": (6.5, 0), "external": (0.0, 4), "unstated": (0.0, 0),
    }  # fmt: skip
    assert found["days_free"] == 15
    assert found["days_blocked"] == 15
    assert found["by_barrier"] == [
        {"kind": "data", "attributed": 10, "exclusive": 7.5},
        {"kind": "integration", "attributed": 10, "exclusive": 7.5},
    ]


def test_slips_are_told_against_the_first_and_the_last_target() -> None:
    golive = factories.golive(kickoff_on=KICKOFF, target_on=date(2026, 3, 1))
    factories.target_moved(golive, date(2026, 3, 22), announced_on=date(2026, 2, 1))
    factories.move(golive, "live", on=date(2026, 3, 24))
    found = read(golive, "days")
    assert (found["target_moves"], found["slips_final"]) == (1, True)
    assert (found["against_first_target"]["days"], found["against_last_target"]["days"]) == (23, 2)


def test_before_kickoff_there_are_no_days() -> None:
    found = read(factories.golive(kickoff_on=None), "days")
    assert (found["days"], found["days_free"], found["counted_from"], found["by_barrier"]) == (None, None, None, [])


def test_a_stranger_finds_nothing_and_a_wrong_day_is_named() -> None:
    golive = factories.golive()
    stranger = tool("read", customer=factories.customer())
    for what in ("progress", "days", "hours"):
        assert stranger.get(f"go-lives/{golive.id}/{what}").status_code == 404
        assert tool("tasks:read").get(f"go-lives/{golive.id}/{what}").status_code == 403
    assert pointers(tool("read").get(f"go-lives/{golive.id}/days", {"as_of": "soon"})) == ["?as_of"]


@pytest.mark.parametrize(("what", "queries"), [("progress", 3), ("days", 5), ("hours", 3)])
def test_reading_costs_the_same_at_1_and_at_30_rows(what: str, queries: int) -> None:
    golive = factories.golive()
    caller = tool("read")
    for rows in (1, 29):
        for _ in range(rows):
            factories.barrier(golive, task=factories.task(golive))
        with CaptureQueriesContext(connection) as asked:
            read(golive, what, caller)
        assert len(asked) == queries
    assert Task.objects.count() == 30


def of_contact(golive: GoLive, what: str) -> Any:
    client = Client()
    client.force_login(factories.person(Role.CONTACT, customer=golive.customer))
    return client.get(f"/api/v1/go-lives/{golive.id}/{what}").json()


def test_hours_are_told_to_staff_and_to_the_customer_where_they_are_released() -> None:
    hidden, released = factories.golive(), factories.golive(hours_released=True)
    for golive in (hidden, released):
        first = factories.hours(golive, 3)
        factories.hours(golive, 1.5, with_customer=False)
        correct_time(actor=factories.LEAD, at=factories.now(), entry_id=first.id, fields={"minutes": 120})
    told = {"minutes": 210, "minutes_with_customer": 120}
    assert read(hidden, "hours") == {"go_live": str(hidden.id), **told}
    assert of_contact(released, "hours") == {"go_live": str(released.id), **told}
    assert of_contact(hidden, "hours") == {"go_live": str(hidden.id), "minutes": None, "minutes_with_customer": None}


def test_of_a_go_live_without_hours_there_are_none() -> None:
    golive = factories.golive(hours_released=True)
    assert of_contact(golive, "hours")["minutes"] == 0


def test_another_customers_hours_are_not_there() -> None:
    golive = factories.golive(hours_released=True)
    client = Client()
    client.force_login(factories.person(Role.CONTACT, customer=factories.customer()))
    assert client.get(f"/api/v1/go-lives/{golive.id}/hours").status_code == 404
