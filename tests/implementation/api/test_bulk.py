"""Many writes by one request."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import Customer, Event, GoLive, Task
from tests import factories
from tests.concurrency.threads import at_once
from tests.implementation.api.callers import Tool, pointers, slug, tool
from tests.implementation.api.nouns import CHANGEABLE, WITH_BULK, Noun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNKNOWN = "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"


def bulk(path: str, items: list[Any], **fields: Any) -> list[Any]:
    """The results."""
    answer = tool(**fields).post(f"{path}/bulk", {"items": items})
    assert answer.status_code == 200, answer.content
    results: list[Any] = answer.json()["results"]
    assert [result["index"] for result in results] == list(range(len(items)))
    return results


def a_customer(number: int) -> dict[str, Any]:
    return {"name": f"Customer {number}", "ref": f"C-{number}"}


@pytest.mark.parametrize("noun", WITH_BULK, ids=str)
def test_an_item_is_made_as_by_a_request_of_its_own(noun: Noun) -> None:
    golive = factories.golive()
    [result] = bulk(noun.path, [noun.body(golive)])
    assert result["status"] == 201
    assert result["data"] == tool("read").get(f"{noun.path}/{result['data']['id']}").json()


@pytest.mark.parametrize("noun", CHANGEABLE, ids=str)
def test_an_item_with_an_id_changes_that_row(noun: Noun) -> None:
    row = noun.make(factories.golive())
    before = tool("read").get(f"{noun.path}/{row.pk}").json()
    [result] = bulk(noun.path, [{"id": str(row.pk), "version": before["version"], **noun.changes}])
    assert (result["status"], result["data"]["version"]) == (200, before["version"] + 1)
    assert noun.changes.items() <= result["data"].items()


def test_a_bad_item_does_not_stop_the_others() -> None:
    results = bulk("customers", [a_customer(1), {"name": ""}, a_customer(1), {**a_customer(2), "x": 1}, a_customer(3)])
    assert [result["status"] for result in results] == [201, 400, 409, 400, 201]
    assert [fault["pointer"] for fault in results[1]["problem"]["errors"]] == ["/name"]
    assert results[2]["problem"]["type"] == "/problems/already-exists"
    assert set(Customer.objects.values_list("ref", flat=True)) == {"C-1", "C-3"}
    assert Event.objects.filter(kind="customer.created").count() == 2


def test_a_fault_of_ours_undoes_the_whole_request(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = tool()
    caller._client.raise_request_exception = False
    monkeypatch.setattr("implementation.api.views.customers.create_customer", lambda **_: 1 / 0)
    assert caller.post("customers/bulk", {"items": [a_customer(1)]}).status_code == 500
    assert not Customer.objects.exists()


def test_an_item_that_the_database_lets_go_is_to_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def deadlock(**_fields: Any) -> Any:
        raise OperationalError("deadlock detected")

    monkeypatch.setattr("implementation.api.views.customers.create_customer", deadlock)
    [result] = bulk("customers", [a_customer(1)])
    assert (result["status"], result["problem"]["type"]) == (503, "/problems/database-busy")


def test_500_items_are_made_and_501_are_refused() -> None:
    assert len(bulk("customers", [a_customer(number) for number in range(500)])) == 500
    answer = tool().post("customers/bulk", {"items": [a_customer(number) for number in range(501)]})
    assert (answer.status_code, pointers(answer)) == (400, ["/items"])
    assert Customer.objects.count() == 500


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"items": []}, "/items"),
        ({}, "/items"),
        ({"items": {}}, "/items"),
        ({"items": [5]}, "/items/0"),
        ({"items": [{"name": "X"}], "mode": "fast"}, "/mode"),
        ([], ""),
    ],
)
def test_a_malformed_request_is_refused_as_a_whole(body: Any, place: str) -> None:
    answer = tool().post("customers/bulk", body)
    assert (answer.status_code, pointers(answer)) == (400, [place])


def test_rows_of_others_and_old_versions_are_told_item_by_item() -> None:
    own, foreign = factories.golive(), factories.golive()
    mine, theirs = factories.task(own), factories.task(foreign)
    items = [
        {"id": str(theirs.id), "assignee": "Ada"},
        {"id": UNKNOWN, "assignee": "Ada"},
        {"id": "x", "assignee": "Ada"},
        {"id": str(mine.id), "assignee": "Ada", "version": 7},
        {"id": str(mine.id), "status": "done"},
        {"go_live": str(foreign.id), "title": "T", "category": "data"},
        {"id": str(mine.id), "assignee": "Ada", "version": 1},
    ]
    results = bulk("tasks", items, customer=own.customer)
    assert [result["status"] for result in results] == [404, 404, 400, 412, 400, 400, 200]
    assert results[2]["problem"]["errors"][0]["pointer"] == "/id"
    assert not Task.objects.filter(golive=foreign, assignee="Ada").exists()


def test_what_is_never_changed_is_not_changed_in_bulk() -> None:
    entry = factories.hours(factories.golive(), 1)
    [result] = bulk("time-entries", [{"id": str(entry.id), "minutes": 5}])
    assert result["status"] == 400
    assert "/id" in [fault["pointer"] for fault in result["problem"]["errors"]]


def test_a_persons_day_has_24_hours_within_one_request_too() -> None:
    golive = factories.golive()
    day = {"go_live": str(golive.id), "worked_on": factories.days_ago(1).isoformat(), "minutes": 900, "person": "Ada"}
    assert [result["status"] for result in bulk("time-entries", [day, day])] == [201, 409]


def test_many_tasks_are_moved_and_what_keeps_one_from_it_is_told() -> None:
    golive = factories.golive()
    first = factories.task(golive)
    second = factories.task(golive, after=[first])
    waiting = factories.task(golive, after=[factories.task(golive)])
    items = [{"id": str(task.id), "to": "done"} for task in (first, second, waiting)]
    answer = tool().post("tasks/transitions", {"items": [*items, {"to": "done"}, {"id": UNKNOWN, "to": "done"}]})
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [200, 200, 409, 400, 404]
    assert [result["data"]["status"] for result in results[:2]] == ["done", "done"]
    assert results[2]["problem"]["missing"]
    assert Event.objects.filter(kind="task.done").count() == 2


def test_a_lead_overrides_in_many_and_blocks_by_kind() -> None:
    golive = factories.golive()
    task = factories.task(golive, after=[factories.task(golive)])
    other = factories.task(golive)
    items = [
        {"id": str(task.id), "to": "done", "override": True, "reason": "Agreed"},
        {"id": str(other.id), "to": "blocked", "barrier": {"kind": "data", "note": "No extract"}},
    ]
    answer = tool(role=Role.LEAD).post("tasks/transitions", {"items": items})
    assert [result["data"]["status"] for result in answer.json()["results"]] == ["done", "blocked"]


def test_a_request_raises_the_revision_of_a_go_live_once_and_not_for_what_was_refused() -> None:
    first, second, untouched = (factories.golive() for _ in range(3))
    factories.task(untouched, ref="T-1")
    before = dict(GoLive.objects.values_list("id", "revision"))
    task = {"title": "T", "category": "data"}
    tasks = [{"go_live": str(golive.id), **task} for golive in (first, second, first)]
    results = bulk("tasks", [*tasks, {"go_live": str(untouched.id), "ref": "T-1", **task}])
    assert [result["status"] for result in results] == [201, 201, 201, 409]
    after = dict(GoLive.objects.values_list("id", "revision"))
    raised = {golive.id: after[golive.id] - before[golive.id] for golive in (first, second, untouched)}
    assert raised == {first.id: 1, second.id: 1, untouched.id: 0}
    assert Event.objects.filter(kind="task.created", golive=first).count() == 2


def test_a_bound_key_changes_no_products_in_bulk() -> None:
    bound = tool(customer=factories.customer())
    answer = bound.post("products/bulk", {"items": [{"name": "X"}]})
    assert (answer.status_code, slug(answer)) == (403, "forbidden")


def test_reading_what_was_written_costs_the_same_for_few_and_many() -> None:
    golive, caller, costs = factories.golive(), tool(), []
    for count in (2, 12):
        items = [{"go_live": str(golive.id), "title": f"T{n}", "category": "data"} for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert caller.post("tasks/bulk", {"items": items}).status_code == 200
        costs.append(len(queries))
    an_item = (costs[1] - costs[0]) / 10
    assert an_item <= 6
    assert costs[0] - 2 * an_item <= 9


def test_a_go_live_that_allows_compression_is_told_of_it_in_bulk_too() -> None:
    golive = factories.golive()
    item = {"customer": str(golive.customer_id), "product": str(golive.product_id), "allow_compression": True}
    [result] = bulk("go-lives", [item])
    assert (result["status"], result["data"]["compressed"]) == (201, [])


@pytest.mark.django_db(transaction=True)
def test_bulk_requests_over_the_same_go_lives_in_another_order_do_not_stop_each_other() -> None:
    golives = [factories.golive() for _ in range(6)]
    tasks, key = [factories.task(golive) for golive in golives], tool().key
    statuses: list[int] = []

    def count(done: int, order: int) -> None:
        items = [{"id": str(task.id), "count_done": done} for task in tasks[::order]]
        answer = Tool(key).post("tasks/bulk", {"items": items})
        statuses.extend(result["status"] for result in answer.json()["results"])

    at_once([partial(count, done, order) for done, order in enumerate((1, -1) * 4)])
    assert statuses == [200] * 8 * len(tasks)


def test_many_changes_of_one_golive_are_one_replan() -> None:
    golive = factories.golive()
    first = factories.task(golive, due_on=factories.days_ago(20))
    second = factories.task(golive, due_on=factories.days_ago(19))
    last = factories.task(golive, after=[first, second], duration_days=2)
    items = [{"id": str(task.id), "to": "done"} for task in (first, second)]
    answer = tool().post("tasks/transitions", {"items": items}).json()
    assert [result["status"] for result in answer["results"]] == [200, 200]
    assert Event.objects.filter(golive=golive, kind="go-live.replanned", request_id__gt="").count() == 1
    last.refresh_from_db()
    assert last.planned_start_on == factories.today() + timedelta(days=1)
