"""The plan through HTTP: what a change would move is told before, writes nothing, and is what the change then does."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.models import Event, GoLive, Task
from implementation.services import playbooks
from tests import factories as make
from tests.implementation.api.callers import Tool, pointers, slug, tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def golive() -> GoLive:
    """The shipped checklist of 53 tasks, begun ten days ago."""
    return make.golive(playbook=make.starter(), kickoff_on=make.days_ago(10))


def written() -> int:
    """How many events there are, but those of the keys that the test makes."""
    return Event.objects.exclude(subject="api-key").count()


def preview(golive: GoLive, change: dict[str, Any], caller: Tool | None = None) -> Any:
    return (caller or tool("read")).post(f"go-lives/{golive.id}/plan-preview", change)


def apply(golive: GoLive, change: dict[str, Any], **headers: str) -> Any:
    """The change itself, as it is made: of a target by an announcement, of the others by a PATCH."""
    fields, caller = dict(change), tool()
    if "target_on" in fields:
        move = {"new_target_on": fields["target_on"], "reason": "They asked", "barrier": "resourcing"}
        return caller.post("target-changes", {"go_live": str(golive.id), **move, "allow_compression": True})
    if "kickoff_on" in fields:
        return caller.patch(f"go-lives/{golive.id}", fields, **headers)
    task = dict(fields["task"])
    return caller.patch(f"tasks/{task.pop('id')}", task, **headers)


def days(golive: GoLive) -> dict[str, tuple[str | None, str | None]]:
    rows = golive.tasks.values_list("id", "planned_start_on", "due_on")
    return {str(row_id): (_text(start), _text(due)) for row_id, start, due in rows}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def later(golive: GoLive, key: str, by: int) -> dict[str, Any]:
    task = golive.tasks.get(key=key)
    assert task.due_on is not None
    return {"task": {"id": str(task.id), "due_on": _text(task.due_on + timedelta(days=by))}}


CHANGES: dict[str, Any] = {
    "target": lambda golive: {"target_on": _text(golive.target_on + timedelta(days=21))},
    "kickoff": lambda golive: {"kickoff_on": _text(golive.kickoff_on - timedelta(days=7))},
    "a task's date": lambda golive: later(golive, "ehr-inventory", 30),
    "a task's duration": lambda golive: {"task": {"id": _id(golive, "ehr-inventory"), "duration_days": 40}},
    "a task's prerequisites": lambda golive: {"task": {"id": _id(golive, "go-live"), "depends_on": []}},
}


def _id(golive: GoLive, key: str) -> str:
    return str(golive.tasks.get(key=key).id)


@pytest.mark.parametrize("what", CHANGES)
def test_a_preview_writes_nothing_and_is_what_the_change_then_does(what: str, golive: GoLive) -> None:
    change = CHANGES[what](golive)
    before, row, events = days(golive), tool().get(f"go-lives/{golive.id}").json(), written()
    told = preview(golive, change).json()
    assert (days(golive), tool().get(f"go-lives/{golive.id}").json()) == (before, row)
    assert written() == events
    assert apply(golive, change).status_code in {200, 201}
    after = days(golive)
    by_hand = {change["task"]["id"]} if "task" in change else set()
    moved = {one["task"]: (one["planned_start_on"], one["due_on"]) for one in told["moved"]}
    assert {key for key in after if after[key] != before[key]} - by_hand == set(moved) - by_hand
    assert all(after[key] == moved[key] for key in moved)
    assert all(before[one["task"]] == (one["planned_start_on_before"], one["due_on_before"]) for one in told["moved"])
    now = tool().get(f"go-lives/{golive.id}").json()
    assert (told["projected_live_on_before"], told["projected_live_on"]) == (
        row["projected_live_on"],
        now["projected_live_on"],
    )


def test_what_moves_is_listed_by_date_with_its_title(golive: GoLive) -> None:
    told = preview(golive, CHANGES["target"](golive)).json()["moved"]
    assert len(told) > 10
    assert [one["planned_start_on"] for one in told] == sorted(one["planned_start_on"] for one in told)
    titles = {str(row_id): title for row_id, title in golive.tasks.values_list("id", "title")}
    assert all(titles[one["task"]] == one["title"] for one in told)


def test_a_plan_is_read_as_it_stands(golive: GoLive) -> None:
    told = tool("read").get(f"go-lives/{golive.id}/plan")
    assert told.status_code == 200
    body = told.json()
    assert {row["task"]: (row["planned_start_on"], row["due_on"]) for row in body["tasks"]} == days(golive)
    assert body["projected_live_on"] == body["target_on"] == _text(golive.target_on)
    assert (body["compressed"], body["pinned_too_early"], body["without_day"]) == ([], [], [])
    assert _id(golive, "go-live") in body["critical_path"]


def test_what_has_no_day_comes_last_and_is_named_where_going_live_waits_for_it(golive: GoLive) -> None:
    some_day = make.task(golive, "Some day", gate="live")
    plan = tool("read").get(f"go-lives/{golive.id}/plan").json()
    assert (plan["projected_live_on"], plan["without_day"]) == (None, [str(some_day.id)])
    rows = plan["tasks"]
    days = [row["planned_start_on"] for row in rows]
    assert (rows[-1]["title"], days[-1]) == ("Some day", None)
    assert days[:-1] == sorted(days[:-1])


def test_a_task_set_before_what_it_waits_for_is_told(golive: GoLive) -> None:
    early = golive.tasks.get(key="go-live")
    tool().patch(f"tasks/{early.id}", {"planned_start_on": _text(make.today()), "due_on": _text(make.today())})
    assert tool("read").get(f"go-lives/{golive.id}/plan").json()["pinned_too_early"] == [str(early.id)]


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("DE", "Weekends and the national holidays of DE are left out."),
        ("EU", "Weekends alone are left out: the holidays of EU are not known."),
        ("", "Weekends alone are left out: the customer has no country."),
    ],
)
def test_whose_holidays_the_plan_counts_is_told_where_they_are_not_known_too(country: str, words: str) -> None:
    file = replace(make.starter_file(), day_kind="working", version="9.0.0", sha256="9" * 64)
    version = playbooks.publish(actor=make.LEAD, at=make.now(), playbook=file)
    far = make.today() + timedelta(days=400)
    golive = make.golive(at=make.customer(country=country), playbook=version, target_on=far)
    told = tool("read").get(f"go-lives/{golive.id}/plan")
    assert (told.status_code, told.json()["holidays"]) == (200, words)
    weekend = {row["task"] for row in told.json()["tasks"] if date.fromisoformat(row["due_on"]).weekday() >= 5}
    assert weekend == set()


def test_days_like_others_are_told_as_such(golive: GoLive) -> None:
    told = tool("read").get(f"go-lives/{golive.id}/plan").json()["holidays"]
    assert told == "The plan counts calendar days: weekends and holidays are days like others."


def test_strangers_find_no_plan_and_customers_are_told_it_is_not_for_them(golive: GoLive) -> None:
    stranger = tool(customer=make.customer())
    assert stranger.get(f"go-lives/{golive.id}/plan").status_code == 404
    assert preview(golive, CHANGES["target"](golive), stranger).status_code == 404
    contact = Client()
    contact.force_login(make.person(Role.CONTACT, customer=golive.customer))
    assert contact.get(f"/api/v1/go-lives/{golive.id}/plan").status_code == 403
    path = f"/api/v1/go-lives/{golive.id}/plan-preview"
    assert contact.post(path, CHANGES["target"](golive), "application/json").status_code == 403


@pytest.mark.parametrize("what", ["kickoff", "a task's date", "a task's duration"])
def test_a_change_of_what_another_has_changed_since_the_preview_is_stale(what: str, golive: GoLive) -> None:
    change = CHANGES[what](golive)
    path = f"tasks/{change['task']['id']}" if "task" in change else f"go-lives/{golive.id}"
    seen = tool().get(path)["ETag"]
    preview(golive, change)
    tool().patch(path, {"title": "Renamed"} if "task" in change else {"seats": 7})
    before = days(golive)
    refused = apply(golive, change, If_Match=seen)
    assert (refused.status_code, slug(refused)) == (412, "stale")
    assert days(golive) == before


WRONG: dict[str, Any] = {
    "no day": ({"target_on": "2026-02-30"}, ["/target_on"]),
    "no date at all": ({"kickoff_on": "soon"}, ["/kickoff_on"]),
    "a year beyond all": ({"target_on": "10000-01-01"}, ["/target_on"]),
    "null": ({"target_on": None}, ["/target_on"]),
    "two changes": ({"target_on": "2030-01-01", "kickoff_on": "2029-01-01"}, [""]),
    "no change": ({}, [""]),
    "another field": ({"live_on": "2030-01-01"}, ["/live_on"]),
    "a target before the kickoff": ({"target_on": "2001-01-01"}, ["/target_on"]),
    "a kickoff after the target": ({"kickoff_on": "2099-01-01"}, ["/kickoff_on"]),
    "a task without an id": ({"task": {"due_on": "2030-01-01"}}, ["/task/id"]),
    "a task's wrong day": ({"task": {"id": "0190d1a2-0000-7000-8000-000000000000", "due_on": "x"}}, ["/task/due_on"]),
    "a task that nobody has": ({"task": {"id": "0190d1a2-0000-7000-8000-000000000000", "pinned": True}}, ["/task"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_by_its_place(what: str, golive: GoLive) -> None:
    change, places = WRONG[what]
    answer = preview(golive, change)
    assert (answer.status_code, pointers(answer)) == (400, places)


def test_a_task_of_another_golive_is_unknown_and_dates_out_of_order_are_told(golive: GoLive) -> None:
    stranger = make.task(make.golive(at=golive.customer))
    assert pointers(preview(golive, {"task": {"id": str(stranger.id), "pinned": True}})) == ["/task"]
    backwards = {"id": _id(golive, "go-live"), "planned_start_on": "2030-02-01", "due_on": "2030-01-01"}
    assert pointers(preview(golive, {"task": backwards})) == ["/task"]


def test_of_what_is_over_nothing_would_move(golive: GoLive) -> None:
    make.move(golive, "cancelled", reason="budget")
    answer = preview(golive, CHANGES["target"](golive))
    assert (answer.status_code, slug(answer)) == (409, "rule-refused")


@pytest.fixture
def too_near(golive: GoLive) -> str:
    """A target to which some tasks cannot be done in their time."""
    return str(_text(make.today() + timedelta(days=14)))


def announce(golive: GoLive, target: str, **fields: Any) -> Any:
    body = {"go_live": str(golive.id), "new_target_on": target, "reason": "They asked", **fields}
    return tool().post("target-changes", body)


def test_a_target_that_compresses_is_told_by_the_preview_and_refused_with_the_earliest(
    golive: GoLive, too_near: str
) -> None:
    told = preview(golive, {"target_on": too_near}).json()
    assert told["compressed"]
    before = days(golive)
    refused = announce(golive, too_near)
    body = refused.json()
    assert (refused.status_code, slug(refused)) == (409, "rule-refused")
    assert {one["task"]: one["days"] for one in body["compressed"]} == {
        one["task"]: one["days"] for one in told["compressed"]
    }
    titles = set(Task.objects.filter(golive=golive).values_list("title", flat=True))
    assert {one["title"] for one in body["compressed"]} <= titles
    assert body["earliest_feasible_on"] == told["earliest_feasible_on"]
    assert body["earliest_feasible_on"] in body["detail"]
    assert (days(golive), GoLive.objects.get(id=golive.id).target_on) == (before, golive.target_on)


def test_the_earliest_is_feasible_and_the_day_before_is_not(golive: GoLive, too_near: str) -> None:
    earliest = date.fromisoformat(announce(golive, too_near).json()["earliest_feasible_on"])
    assert announce(golive, str(_text(earliest - timedelta(days=1)))).status_code == 409
    assert announce(golive, str(_text(earliest))).status_code == 201


def test_it_is_accepted_where_one_says_so_and_the_plan_tells_the_truth(golive: GoLive, too_near: str) -> None:
    assert announce(golive, too_near, allow_compression=True).status_code == 201
    plan = tool("read").get(f"go-lives/{golive.id}/plan").json()
    assert plan["target_on"] == too_near
    assert plan["compressed"]
    assert plan["projected_live_on"] > too_near


def test_a_late_kickoff_is_a_fact_and_what_it_compresses_is_told(golive: GoLive) -> None:
    assert golive.target_on is not None
    late = {"kickoff_on": _text(golive.target_on - timedelta(days=14))}
    told = preview(golive, late).json()["compressed"]
    assert told
    assert apply(golive, late).status_code == 200
    assert tool("read").get(f"go-lives/{golive.id}/plan").json()["compressed"] == told
