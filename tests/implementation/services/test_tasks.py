"""Tasks: described, pinned, and made to wait for each other."""

from collections.abc import Sequence
from typing import Any

import pytest

from implementation.access.actors import Actor
from implementation.http.problems import Problem
from implementation.models import Event, Task
from implementation.services import tasks
from tests import factories as make

pytestmark = pytest.mark.django_db


def change(task: Task, *, by: Actor = make.MEMBER, after: Sequence[Task] | None = None, **fields: Any) -> Task:
    depends_on = None if after is None else [row.id for row in after]
    return tasks.change_task(actor=by, at=make.now(), task_id=task.id, fields=fields, depends_on=depends_on)


@pytest.mark.parametrize(
    ("fields", "shown", "proof"),
    [
        ({}, False, False),
        ({"owner_side": "customer"}, True, False),
        ({"owner_side": "joint"}, True, False),
        ({"gate": "live"}, True, True),
        ({"gate": "live", "customer_visible": False, "evidence_required": False}, False, False),
    ],
)
def test_gates_and_the_customers_tasks_are_shown_and_gates_need_proof(
    fields: dict[str, Any], shown: bool, proof: bool
) -> None:
    task = make.task(make.golive(), **fields)
    assert (task.customer_visible, task.evidence_required) == (shown, proof)


def test_a_date_set_by_hand_pins_the_task() -> None:
    golive = make.golive()
    assert make.task(golive, due_on=make.today()).pinned
    task = make.task(golive, due_on=None)
    assert not task.pinned
    assert change(task, due_on=make.today()).pinned


def test_neither_an_equal_date_nor_one_taken_away_pins_it() -> None:
    task = make.task(make.golive(), due_on=make.today(), pinned=False)
    Task.objects.filter(id=task.id).update(pinned=False)
    assert not change(task, due_on=make.today()).pinned
    assert not change(task, due_on=None).pinned


def test_a_pin_is_taken_out_when_it_is_said_so() -> None:
    task = make.task(make.golive(), due_on=make.days_ago(5))
    assert not change(task, due_on=make.today(), pinned=False).pinned


@pytest.mark.parametrize("name", ["status", "start_on", "done_on"])
def test_states_and_their_days_follow_from_transitions(name: str) -> None:
    task, stated = make.task(make.golive()), {name: "done"}
    with pytest.raises(Problem, match="follows from a transition"):
        tasks.change_task(actor=make.MEMBER, at=make.now(), task_id=task.id, fields=stated)
    with pytest.raises(Problem, match="follows from a transition"):
        tasks.create_task(actor=make.MEMBER, at=make.now(), golive_id=task.golive_id, fields=stated)


def test_prerequisites_are_replaced_as_a_whole_and_are_a_change_of_the_task() -> None:
    golive = make.golive()
    first, second = make.task(golive), make.task(golive)
    task = make.task(golive, after=[first])
    changed = change(task, after=[second])
    assert changed.version == task.version + 1
    assert list(task.dependencies.values_list("prerequisite_id", flat=True)) == [second.id]
    event = Event.objects.latest("id")
    assert (event.before["depends_on"], event.after["depends_on"]) == ([str(first.id)], [str(second.id)])


def test_whoever_saw_other_prerequisites_is_told_so() -> None:
    golive = make.golive()
    task = make.task(golive)
    change(task, after=[make.task(golive)])
    with pytest.raises(Problem) as stale:
        tasks.change_task(
            actor=make.MEMBER, at=make.now(), task_id=task.id, fields={}, depends_on=[], version=task.version
        )
    assert stale.value.slug == "stale"


def test_a_circle_is_refused_with_the_way_round() -> None:
    golive = make.golive()
    first = make.task(golive, "First")
    second = make.task(golive, "Second", after=[first])
    third = make.task(golive, "Third", after=[second])
    with pytest.raises(Problem, match=r"wait for each other: .*First.*→"):
        change(first, after=[third])
    assert not first.dependencies.exists()


def test_a_task_waits_neither_for_itself_nor_for_one_of_another_golive() -> None:
    golive = make.golive()
    task = make.task(golive)
    with pytest.raises(Problem, match="cannot wait for itself"):
        change(task, after=[task])
    with pytest.raises(Problem, match="no task of this go-live"):
        change(task, after=[make.task(make.golive())])


@pytest.mark.parametrize("weaker", [{"gate": "none"}, {"gate": "handover"}, {"evidence_required": False}])
def test_only_a_lead_weakens_a_gate(weaker: dict[str, Any]) -> None:
    gate = make.task(make.golive(), gate="live")
    with pytest.raises(Problem, match="Only a lead"):
        change(gate, **weaker)
    changed = change(gate, by=make.LEAD, **weaker)
    assert {name: getattr(changed, name) for name in weaker} == weaker


def test_a_member_makes_a_task_a_gate() -> None:
    assert change(make.task(make.golive()), gate="live", evidence_required=True).gate == "live"


def test_dates_out_of_order_are_told_by_field() -> None:
    with pytest.raises(Problem) as refusal:
        make.task(make.golive(), planned_start_on=make.today(), due_on=make.days_ago(1))
    assert refusal.value.errors[0].pointer == "/due_on"


def test_a_task_that_the_customer_sees_is_told_to_the_customer() -> None:
    golive = make.golive()
    make.task(golive)
    assert Event.objects.latest("id").audience == "internal"
    make.task(golive, owner_side="customer")
    assert Event.objects.latest("id").audience == "customer"
