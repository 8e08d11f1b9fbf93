"""A preview writes nothing, and tells exactly what the change then does."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Task
from implementation.services import golives, tasks
from implementation.services.plan_previews import preview_plan, read_plan
from implementation.services.replan_open import of_country, replan_open
from tests import factories as make
from tests.implementation.services.test_plans import dates, in_days, laid_out, projected, task_of

KEYS = ("kickoff", "ehr-inventory", "interface-test", "uat", "prod-smoke", "go-no-go", "go-live", "hypercare-exit")
Change = tuple[str, str, int]


def dates_by_id(golive: GoLive) -> dict[Any, tuple[Any, Any]]:
    return {row: (start, due) for row, start, due in golive.tasks.values_list("id", "planned_start_on", "due_on")}


def asked(golive: GoLive, change: Change) -> dict[str, Any]:
    kind, key, number = change
    task = task_of(golive, key)
    due = task.due_on or make.today()
    every: dict[str, dict[str, Any]] = {
        "target": {"target_on": in_days(40 + number)},
        "kickoff": {"kickoff_on": make.days_ago(10 - number)},
        "due": {"task": {"id": task.id, "due_on": due + timedelta(days=abs(number))}},
        "duration": {"task": {"id": task.id, "duration_days": 1 + abs(number)}},
        "unpin": {"task": {"id": task.id, "pinned": False}},
        "pin": {"task": {"id": task.id, "pinned": True}},
    }
    return every[kind]


def do(golive: GoLive, change: dict[str, Any]) -> None:
    by = {"actor": make.LEAD, "at": make.now()}
    if "target_on" in change:
        make.target_moved(golive, change["target_on"], allow_compression=True)
    elif "kickoff_on" in change:
        golives.change_golive(golive_id=golive.id, fields=change, **by)  # type: ignore[arg-type]
    else:
        fields = dict(change["task"])
        tasks.change_task(task_id=fields.pop("id"), fields=fields, **by)  # type: ignore[arg-type]


def is_refused(golive: GoLive, change: dict[str, Any], slug: str) -> None:
    """The change itself is refused as its preview was."""
    with pytest.raises(Problem) as refused:
        do(golive, change)
    assert refused.value.slug == slug


changes = st.tuples(
    st.sampled_from(["target", "kickoff", "due", "duration", "unpin", "pin"]),
    st.sampled_from(KEYS),
    st.integers(-8, 60),
)


class AnyChanges(TestCase):
    @settings(max_examples=15)
    @given(st.lists(changes, min_size=1, max_size=4))
    def test_a_preview_equals_what_is_then_applied(self, wanted: list[Change]) -> None:
        golive = laid_out()
        for change in wanted:
            what = asked(golive, change)
            target = what.get("target_on")
            if target == GoLive.objects.get(id=golive.id).target_on:
                continue  # That would be no move.
            before, events = dates_by_id(golive), Event.objects.count()
            try:
                preview = preview_plan(golive.id, actor=make.LEAD, change=what)
            except Problem as refusal:
                is_refused(golive, what, refusal.slug)
                continue
            assert (dates_by_id(golive), Event.objects.count()) == (before, events)
            do(golive, what)
            after = dates_by_id(golive)
            by_hand = {what["task"]["id"]} if "task" in what else set()
            moved = {row for row in before if before[row] != after[row]}
            told = {row["task"]: (row["planned_start_on"], row["due_on"]) for row in preview["moved"]}
            assert set(told) - by_hand == moved - by_hand
            assert all(after[row] == told[row] for row in told)
            assert preview["projected_live_on"] == projected(golive)


@pytest.mark.django_db
def test_a_plan_is_read_with_slack_and_the_critical_path() -> None:
    golive = laid_out()
    plan = read_plan(golive.id, actor=make.MEMBER)
    rows = {row["key"]: row for row in plan["tasks"]}
    assert plan["projected_live_on"] == golive.target_on
    assert rows["go-live"]["critical"]
    assert rows["go-live"]["task"] in [task_of(golive, "go-live").id]
    assert rows["hypercare-exit"]["slack_days"] is None
    assert rows["go-no-go"]["slack_days"] == (rows["go-live"]["planned_start_on"] - rows["go-no-go"]["due_on"]).days - 1
    assert str(rows["go-live"]["task"]) in plan["critical_path"]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [[], ["target_on", "kickoff_on"]])
def test_one_change_is_previewed_at_a_time(fields: list[str]) -> None:
    with pytest.raises(Problem, match="Send one of"):
        preview_plan(laid_out().id, actor=make.LEAD, change=dict.fromkeys(fields, in_days(9)))


@pytest.mark.django_db
def test_a_preview_names_what_is_wrong_with_the_change() -> None:
    golive = laid_out()
    task, stranger = task_of(golive, "uat"), make.task(make.golive())
    for fields, words in (
        ({"id": stranger.id}, "no task of this go-live"),
        ({"id": task.id, "due_on": make.days_ago(500)}, "Due would lie before"),
        ({"id": task.id, "depends_on": [task_of(golive, "go-live").id]}, "wait for each other"),
        ({"id": task.id, "depends_on": [stranger.id]}, "no other task"),
    ):
        with pytest.raises(Problem, match=words):
            preview_plan(golive.id, actor=make.LEAD, change={"task": fields})
    with pytest.raises(Problem, match="before the kickoff"):
        preview_plan(golive.id, actor=make.LEAD, change={"target_on": make.days_ago(90)})


@pytest.mark.django_db
def test_a_country_is_replanned_as_one_and_twice_changes_nothing() -> None:
    golive = laid_out(at=make.customer(country="DE"))
    other = laid_out(at=make.customer(country="US"))
    before = dates(golive)
    for one in (golive, other):
        one.tasks.filter(key="go-live").update(planned_start_on=in_days(1), due_on=in_days(1))
    done = replan_open(actor=make.LEAD, at=make.now(), golives=of_country("DE"))
    assert (done.looked_at, done.moved, done.left) == (1, 1, {})
    assert dates(golive) == before
    assert Task.objects.get(golive=other, key="go-live").due_on == in_days(1)
    assert replan_open(actor=make.LEAD, at=make.now(), golives=of_country("DE")).moved == 0
