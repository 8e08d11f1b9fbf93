"""Answers are cut for customers by construction: what nobody named as shown is not sent, whoever put it there."""

from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers

from implementation.access.actors import Role
from implementation.access.audience import ANSWERED
from implementation.api.views import golive_reads, me, tasks
from implementation.http.redaction import shown_answer, shown_of
from implementation.http.views import NounView
from implementation.models import GoLive
from implementation.reads.activity import activity
from implementation.services.followers import number_events
from tests import factories as make
from tests.contract.test_query_counts import routes
from tests.implementation.api.callers import V1, tool

SECRET = {"estimate_minutes": 777_777}
# What a view of a noun answers to a customer is rows, which are cut where they are read.
ROWS = {
    "list", "retrieve", "create", "partial_update", "transition", "count", "upload",
    # Of each item its row; a file, whose row is looked up among those that are shown.
    "transition_many", "download",
}  # fmt: skip


class Inner(serializers.Serializer[Any]):
    noun = "work-counts"
    due = serializers.IntegerField()
    cost = serializers.IntegerField()


class Outer(serializers.Serializer[Any]):
    noun = "work"
    counts = Inner()
    tasks = Inner(many=True)
    cost = serializers.IntegerField()


class Unnamed(serializers.Serializer[Any]):
    due = serializers.IntegerField()


def test_what_is_not_named_as_shown_is_left_out_at_any_depth() -> None:
    inner = {"due": 1, "cost": 2}
    cut = shown_answer({"counts": inner, "tasks": [inner, inner], "cost": 3, "slipped_in": 4}, Outer)
    assert cut == {"counts": {"due": 1}, "tasks": [{"due": 1}] * 2}
    assert shown_answer({"counts": None}, Outer) == {"counts": None}


def test_of_an_answer_that_has_no_entry_in_the_table_nothing_is_shown() -> None:
    assert shown_answer({"due": 1}, Unnamed) == {}


def offered() -> list[tuple[str, Any, str]]:
    """Address, view and action of whatever customers may ask for."""
    return [
        (path, view, action)
        for path, view, actions in routes()
        for action in actions.values()
        if action in view.for_customers
    ]


def test_the_views_of_nouns_answer_customers_with_rows() -> None:
    assert {action for _, view, action in offered() if issubclass(view, NounView)} <= ROWS


def undecided(answers: Any) -> list[str]:
    """Fields of an answer, and of what is nested in it, that are not named as shown."""
    found = []
    for name, field in answers().fields.items():
        inner = getattr(field, "child", field)
        found += [] if name in shown_of(answers) else [f"{answers.__name__}.{name}"]
        found += undecided(type(inner)) if isinstance(inner, serializers.BaseSerializer) else []
    return found


def test_of_each_other_answer_it_is_decided_what_customers_see() -> None:
    plain = {view(action=action).answer_of(action) for _, view, action in offered() if not issubclass(view, NounView)}
    assert len(plain) >= 4
    assert [name for answers in plain for name in undecided(answers)] == [], "name it in ANSWERED, or here as hidden"


def test_the_table_names_nothing_that_no_answer_has() -> None:
    known: dict[str, set[str]] = {}
    for _, view, action in offered():
        gather(view(action=action).answer_of(action), known)
    assert [noun for noun, fields in ANSWERED.items() if fields - known.get(noun, set())] == []


def gather(answers: Any, known: dict[str, set[str]]) -> None:
    known.setdefault(getattr(answers, "noun", ""), set()).update(answers().fields)
    for field in answers().fields.values():
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.BaseSerializer):
            gather(type(inner), known)


@pytest.fixture
def golive() -> GoLive:
    golive = make.golive()
    make.task(golive, "Yours", owner_side="customer", assignee="Jo", count_target=3, counted="people")
    number_events()
    return golive


@pytest.fixture
def contact(golive: GoLive, client: Client) -> Client:
    client.force_login(make.person(Role.CONTACT, customer=golive.customer, name="Jo"))
    return client


def slipping_in(made: Any) -> Any:
    """The function that makes a part of an answer, with a field too many."""
    return lambda *args, **kwargs: {**made(*args, **kwargs), **SECRET}


@pytest.mark.django_db
def test_a_new_field_of_a_plain_answer_reaches_staff_but_no_customer(
    contact: Client, golive: GoLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((me, "_told"), (golive_reads, "_part"), (golive_reads, "_progress")):
        monkeypatch.setattr(module, name, slipping_in(getattr(module, name)))
    told = activity
    monkeypatch.setattr(
        "implementation.api.views.activity.activity", lambda **asked: [{**row, **SECRET} for row in told(**asked)]
    )
    staff = tool("read")
    for path, query in (
        (f"go-lives/{golive.id}/progress", {}),
        ("activity", {}),
        ("activity", {"format": "csv"}),
        ("me/work", {"person": "Jo"}),
    ):
        asked = {name: value for name, value in query.items() if name != "person"}
        seen = contact.get(V1 + path, asked)
        assert seen.status_code == 200, (path, seen.content)
        assert b"777777" not in seen.content, path
        if "format" not in query:
            assert b"777777" in staff.get(path, query).content, path


@pytest.mark.django_db
def test_what_is_told_beside_a_row_is_cut_too(contact: Client, golive: GoLive, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = tasks.TaskView.answer
    monkeypatch.setattr(tasks.TaskView, "answer", lambda self, row_id, **how: answer(self, row_id, **how, **SECRET))
    task = golive.tasks.get()
    seen = contact.post(f"{V1}tasks/{task.id}/counts", {"done": 1}, "application/json")
    assert (seen.status_code, seen.json()["count_reached"]) == (200, False)
    assert b"777777" not in seen.content
    assert b"777777" in tool("read", "write").post(f"tasks/{task.id}/counts", {"done": 2}).content
