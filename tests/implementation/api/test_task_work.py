"""Counting, ticking and the hours that are offered then, through HTTP."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.models import Task, TimeEntry
from tests import factories
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


def tick(task: Task) -> Any:
    return tool().post(f"tasks/{task.id}/transitions", {"to": "done"}).json()


def test_a_count_tells_when_the_task_can_be_ticked() -> None:
    task = factories.task(factories.golive(), counted="people trained", count_target=3)
    caller, path = tool(), f"tasks/{task.id}/counts"
    short = caller.post(path, {"done": 2}).json()
    assert (short["count_done"], short["count_reached"]) == (2, False)
    assert slug(caller.post(f"tasks/{task.id}/transitions", {"to": "done"})) == "count-short"
    assert caller.post(path, {"add": 1}).json()["count_reached"] is True
    assert pointers(caller.post(path, {"add": 1})) == ["/add"]
    assert caller.post(path, {"add": 1, "beyond_target": True}).json()["count_done"] == 4
    assert caller.post(path, {"done": 1, "version": 1}).status_code == 412
    assert pointers(caller.patch(f"tasks/{task.id}", {"count_done": 9})) == ["/count_done"]


def test_ticking_offers_the_planned_hours_and_posting_them_just_works() -> None:
    task = factories.task(factories.golive(), category="training", estimate_minutes=300, handholding_minutes=120)
    offers = tick(task)["offers"]
    assert [(one["minutes"], one["with_customer"], one["activity"]) for one in offers] == [
        (120, True, "training"), (180, False, "training"),
    ]  # fmt: skip
    caller = tool()
    for offer in offers:
        assert caller.post("time-entries", {**offer, "person": "ada@example.test"}).status_code == 201
    assert sum(TimeEntry.objects.filter(task=task).values_list("minutes", flat=True)) == 300


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"estimate_minutes": 0, "handholding_minutes": 60}, []),
        ({"estimate_minutes": 60}, [60]),
        ({"estimate_minutes": 60, "handholding_minutes": 90}, [60]),
        ({"estimate_minutes": 480, "handholding_minutes": 60}, [60, 420]),
        ({"estimate_minutes": 1100, "handholding_minutes": 700}, [480, 220, 260, 140]),
    ],
)
def test_what_is_offered_fits_the_estimate_and_days_of_work(fields: dict[str, Any], minutes: list[int]) -> None:
    answer = tick(factories.task(factories.golive(), **fields))
    assert [offer["minutes"] for offer in answer.get("offers", [])] == minutes


def test_more_hours_than_a_day_has_lie_on_the_days_of_work_before_and_can_all_be_logged() -> None:
    """60 hours, 40 of them with the customer: done on Tuesday 31 March, so from Friday the 20th on."""
    task = factories.task(factories.golive(), estimate_minutes=3600, handholding_minutes=2400)
    with time_machine.travel("2026-03-31T12:00:00Z", tick=False):
        offers = tick(task)["offers"]
        caller = tool()
        for offer in offers:
            assert caller.post("time-entries", {**offer, "person": "ada@example.test"}).status_code == 201
    march = [date(2026, 3, number) for number in (20, 23, 24, 25, 26, 27, 30, 31)]
    logged = TimeEntry.objects.filter(task=task).order_by("worked_on", "-with_customer")
    assert list(logged.values_list("worked_on", "minutes", "with_customer")) == [
        *((day, 480, True) for day in march[:5]), *((day, 480, False) for day in march[5:7]), (march[7], 240, False),
    ]  # fmt: skip


def test_nothing_is_offered_where_hours_are_logged_or_the_task_is_not_done() -> None:
    golive = factories.golive()
    logged = factories.task(golive, estimate_minutes=60)
    factories.hours(golive, 1, task_id=logged.id)
    assert "offers" not in tick(logged)
    started = factories.task(golive, estimate_minutes=60)
    assert "offers" not in tool().post(f"tasks/{started.id}/transitions", {"to": "in_progress"}).json()


def test_a_tick_with_everything_to_check_stays_within_its_queries() -> None:
    golive = factories.golive()
    task = factories.task(golive, after=[factories.tick(factories.task(golive))], estimate_minutes=60, count_target=0)
    caller = tool()
    with CaptureQueriesContext(connection) as queries:
        assert caller.post(f"tasks/{task.id}/transitions", {"to": "done"}).status_code == 200
    assert len(queries) <= 12 + 2, [query["sql"] for query in queries]
