"""A person's work in hand, through HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from tests import factories
from tests.implementation.api.callers import V1, pointers, tool

pytestmark = pytest.mark.django_db
ADA = "ada@vendor.example"


def work(person: str = ADA, **query: str) -> Any:
    answer = tool("read").get("me/work", {"person": person, **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def in_days(days: int) -> Any:
    return factories.today() + timedelta(days=days)


def test_tasks_of_all_go_lives_come_by_urgency() -> None:
    first, second = factories.golive(), factories.golive()
    factories.task(first, "Later", assignee=ADA, due_on=in_days(60))
    factories.task(second, "Soon", assignee=ADA, due_on=in_days(2))
    factories.barrier(first, task=factories.task(first, "Stuck", assignee=ADA))
    factories.task(second, "Late", assignee="ADA@vendor.example", due_on=in_days(-3))
    factories.task(second, "Somebody else's", assignee="noor@vendor.example")
    found = work()
    assert [(task["title"], task["urgency"]) for task in found["tasks"]] == [
        ("Late", "overdue"), ("Soon", "due"), ("Stuck", "blocked"), ("Later", "new"),
    ]  # fmt: skip
    assert found["counts"] == {"overdue": 1, "due": 1, "blocked": 1, "new": 1, "later": 0}
    assert found["tasks"][0]["days_overdue"] == 3
    assert found["tasks"][0]["go_live_title"] == f"{second.product} at {second.customer}"


def test_what_is_finished_or_given_up_is_not_in_hand() -> None:
    golive = factories.golive()
    factories.tick(factories.task(golive, assignee=ADA))
    factories.task(factories.golive(cancelled_on=factories.days_ago(1)), assignee=ADA)
    assert work()["tasks"] == []


def test_a_task_is_a_persons_since_it_was_given_to_them() -> None:
    task = factories.task(factories.golive(), assignee="noor@vendor.example")
    factories.changed(task, assignee=ADA)
    [found] = work()["tasks"]
    assert (found["since"], found["urgency"]) == (str(factories.today()), "new")


def test_in_a_session_it_is_ones_own_by_name_or_address(client: Client) -> None:
    person = factories.person(name="Ada Okafor")
    golive = factories.golive()
    factories.task(golive, assignee="ada  okafor")
    factories.task(golive, assignee=person.email)
    client.force_login(person)
    assert len(client.get(f"{V1}me/work").json()["tasks"]) == 2


def test_a_contact_is_shown_the_own_tasks_alone(client: Client) -> None:
    golive = factories.golive()
    person = factories.person(Role.CONTACT, customer=golive.customer, name="Jo Lind")
    factories.task(golive, "Yours", owner_side="customer", assignee=person.email)
    factories.task(golive, "Hidden", assignee=person.name)
    factories.task(factories.golive(), "Elsewhere", owner_side="customer", assignee=person.name)
    client.force_login(person)
    assert [task["title"] for task in client.get(f"{V1}me/work").json()["tasks"]] == ["Yours"]
    assert client.get(f"{V1}me/work", {"person": ADA}).status_code == 403


def test_a_key_names_the_person() -> None:
    answer = tool("read").get("me/work")
    assert (answer.status_code, pointers(answer)) == (400, ["?person"])


def test_what_is_left_out_is_counted() -> None:
    golive = factories.golive()
    for _ in range(3):
        factories.task(golive, assignee=ADA)
    found = work(limit="2")
    assert (len(found["tasks"]), found["left_out"]) == (2, 1)


def test_it_costs_three_queries_however_much_there_is() -> None:
    caller = tool("read")
    for more in (1, 20):
        for _ in range(more):
            factories.task(factories.golive(), assignee=ADA)
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("me/work", {"person": ADA}).status_code == 200
        # The key, who the person is, the tasks.
        assert len(queries) == 3
