"""Comments through HTTP: who edits and who withdraws them."""

from typing import Any

import pytest

from implementation.access.actors import Role
from tests import factories
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


def test_a_key_edits_its_own_and_no_other_does() -> None:
    golive, caller = factories.golive(), tool()
    path = f"comments/{caller.post('comments', {'go_live': str(golive.id), 'text': 'frist'}).json()['id']}"
    edited = caller.patch(path, {"text": "first", "version": 1}).json()
    assert (edited["text"], edited["version"], bool(edited["edited_at"])) == ("first", 2, True)
    assert caller.patch(path, {"text": "x", "version": 1}).status_code == 412
    assert tool().patch(path, {"text": "x"}).status_code == 409


def test_it_stays_where_it_is_and_keeps_its_readers() -> None:
    row = factories.comment(factories.golive())
    answer = tool().patch(f"comments/{row.pk}", {"audience": "customer", "task": None})
    assert sorted(pointers(answer)) == ["/audience", "/task"]


def test_a_lead_withdraws_one_and_it_is_listed_as_withdrawn() -> None:
    row = factories.comment(factories.golive())
    path, body = f"comments/{row.pk}/transitions", {"to": "withdrawn", "reason": "rude"}
    assert slug(tool().post(path, body)) == "rule-refused"
    assert tool(role=Role.LEAD).post(path, body).json()["withdrawn_at"]
    listed: Any = tool("read").get("comments", {"go_live": str(row.golive_id)}).json()["results"]
    assert [bool(comment["withdrawn_at"]) for comment in listed] == [True]


def test_the_list_is_filtered() -> None:
    golive = factories.golive()
    task = factories.task(golive, customer_visible=True)
    row = factories.comment(golive, task_id=task.id, audience="customer", author="Noor")
    factories.comment(golive)
    for query in ({"task": str(task.id)}, {"audience": "customer"}, {"author": "Noor"}):
        assert [found["id"] for found in tool("read").get("comments", query).json()["results"]] == [str(row.id)]


def test_a_blank_one_says_nothing() -> None:
    answer = tool().post("comments", {"go_live": str(factories.golive().id), "text": "  "})
    assert pointers(answer) == ["/text"]
