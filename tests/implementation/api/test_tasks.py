"""Tasks through HTTP: their prerequisites and their moves."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import Barrier, Task
from tests import factories
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


def move(task: Task, **body: Any) -> Any:
    return tool().post(f"tasks/{task.id}/transitions", body)


def test_a_task_is_started_and_done() -> None:
    task = factories.task(factories.golive())
    assert move(task, to="in_progress").json()["start_on"] == factories.today().isoformat()
    done = move(task, to="done", at=factories.now().isoformat()).json()
    assert (done["status"], done["done_on"]) == ("done", factories.today().isoformat())


def test_open_prerequisites_are_listed_in_the_refusal() -> None:
    golive = factories.golive()
    first = factories.task(golive)
    second = factories.task(golive, after=[first])
    answer = move(second, to="done")
    assert (answer.status_code, slug(answer)) == (409, "prerequisites-open")
    assert [row["task"] for row in answer.json()["missing"]] == [str(first.id)]


def test_a_gate_needs_evidence_which_is_posted() -> None:
    gate = factories.task(factories.golive(), gate="live")
    refused = move(gate, to="done")
    assert (refused.status_code, slug(refused)) == (409, "evidence-missing")
    made = tool().post("evidence", {"task": str(gate.id), "title": "Approval", "link": "https://example.test/1"})
    assert made.status_code == 201
    assert move(gate, to="done").json()["status"] == "done"


def test_void_evidence_shows_nothing_any_more() -> None:
    gate = factories.task(factories.golive(), gate="live")
    made = tool().post("evidence", {"task": str(gate.id), "title": "Approval", "note": "By phone"}).json()
    voided = tool().post(f"evidence/{made['id']}/transitions", {"to": "voided", "reason": "Wrong hospital"})
    assert voided.json()["voided_at"]
    assert move(gate, to="done").status_code == 409


def test_evidence_is_a_link_or_words() -> None:
    task = factories.task(factories.golive())
    assert pointers(tool().post("evidence", {"task": str(task.id), "title": "Approval"})) == ["/link"]


def test_blocking_opens_a_barrier_or_names_one() -> None:
    golive = factories.golive()
    first, second = factories.task(golive), factories.task(golive)
    assert move(first, to="blocked", barrier={"kind": "data", "note": "No extract"}).json()["status"] == "blocked"
    assert Barrier.objects.get(task=first).kind == "data"
    known = factories.barrier(golive)
    assert move(second, to="blocked", barrier=str(known.id)).json()["status"] == "blocked"


@pytest.mark.parametrize(
    ("barrier", "place"),
    [
        ({"kind": "weather"}, "/barrier/kind"),
        ({}, "/barrier/kind"),
        ({"kind": "data", "colour": "blue"}, "/barrier/colour"),
        ("no id", "/barrier"),
        (5, "/barrier"),
        (None, "/barrier"),
    ],
)
def test_a_malformed_barrier_is_named(barrier: Any, place: str) -> None:
    answer = move(factories.task(factories.golive()), to="blocked", barrier=barrier)
    assert answer.status_code == 400
    assert pointers(answer) == [place]


def test_closing_the_last_barrier_releases_the_task() -> None:
    task = factories.task(factories.golive())
    barrier = factories.barrier(task.golive, task=task)
    caller = tool()
    assert caller.get(f"tasks/{task.id}").json()["status"] == "blocked"
    caller.patch(f"barriers/{barrier.id}", {"closed_on": factories.today().isoformat()})
    assert caller.get(f"tasks/{task.id}").json()["status"] == "todo"
    assert caller.get("barriers", {"open": "true"}).json()["results"] == []


def test_skipping_needs_a_reason() -> None:
    task = factories.task(factories.golive())
    assert pointers(move(task, to="skipped")) == ["/reason"]
    assert move(task, to="skipped", reason="They have it").json()["reason"] == "They have it"


def test_only_a_lead_overrides() -> None:
    golive = factories.golive()
    task = factories.task(golive, after=[factories.task(golive)])
    body = {"to": "done", "override": True, "reason": "Agreed"}
    path = f"tasks/{task.id}/transitions"
    assert tool().post(path, body).status_code == 409
    assert tool(role=Role.LEAD).post(path, body).json()["status"] == "done"


def test_a_transition_of_another_version_is_stale() -> None:
    task = factories.task(factories.golive())
    tag = tool().get(f"tasks/{task.id}")["ETag"]
    move(task, to="in_progress")
    again = tool().post(f"tasks/{task.id}/transitions", {"to": "done"}, If_Match=tag)
    assert (again.status_code, slug(again)) == (412, "stale")


@pytest.mark.parametrize("body", [{}, {"to": "elsewhere"}, [], "{"])
def test_strangers_hear_of_no_task_whatever_they_send(body: Any) -> None:
    """The body is read first and the row is locked later, but 404 comes before 400."""
    own, foreign = factories.golive(), factories.golive()
    bound = tool(customer=own.customer)
    answers = [bound.post(f"tasks/{factories.task(one).id}/transitions", body).status_code for one in (own, foreign)]
    assert answers == [400, 404]
    assert tool().post(f"tasks/{own.id}/transitions", body).status_code == 404


def test_prerequisites_are_set_and_a_circle_is_refused() -> None:
    golive = factories.golive()
    first, second = factories.task(golive), factories.task(golive)
    caller = tool()
    assert caller.patch(f"tasks/{second.id}", {"depends_on": [str(first.id)]}).json()["depends_on"] == [str(first.id)]
    assert pointers(caller.patch(f"tasks/{first.id}", {"depends_on": [str(second.id)]})) == ["/depends_on"]
    assert pointers(caller.patch(f"tasks/{first.id}", {"depends_on": ["x"]})) == ["/depends_on/0"]
    assert caller.patch(f"tasks/{second.id}", {"depends_on": []}).json()["depends_on"] == []


def test_a_state_is_not_patched() -> None:
    answer = tool().patch(f"tasks/{factories.task(factories.golive()).id}", {"status": "done"})
    assert pointers(answer) == ["/status"]
    assert "transitions" in answer.json()["errors"][0]["detail"]


def test_the_list_is_filtered() -> None:
    golive = factories.golive()
    late = factories.task(golive, due_on=factories.days_ago(2), assignee="ada@example.test")
    factories.task(golive, category="training")
    caller = tool("read")
    for query in (
        {"go_live": str(golive.id), "category": "integration"},
        {"due_before": factories.today().isoformat()},
        {"assignee": "ada@example.test"},
        {"ref": "none"},
    ):
        found = [row["id"] for row in caller.get("tasks", query).json()["results"]]
        assert found == ([] if "ref" in query else [str(late.id)])


def test_a_transition_costs_at_most_12_queries() -> None:
    golive = factories.golive()
    task = factories.task(golive, after=[factories.tick(factories.task(golive))])
    caller = tool()
    with CaptureQueriesContext(connection) as queries:
        answer = caller.post(f"tasks/{task.id}/transitions", {"to": "done"})
    assert answer.status_code == 200
    assert len(queries) <= 12, [query["sql"] for query in queries]
