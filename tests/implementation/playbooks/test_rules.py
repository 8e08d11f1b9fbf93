"""Every rule beyond the schema, broken once."""

from typing import Any

import pytest

from implementation.playbooks.loader import load_playbook
from tests.implementation.playbooks.builders import Fields, a_playbook, a_task, faults_in, text_of, told


def only_fault(*tasks: Fields, **changes: Any) -> str:
    (fault,) = told(a_playbook(*tasks, **changes))
    return fault


def phases(*keys: str) -> list[Fields]:
    return [{"key": key, "title": key, "order": order} for order, key in enumerate(keys, start=1)]


def test_two_tasks_of_one_key() -> None:
    assert only_fault(a_task("a"), a_task("b"), a_task("a")) == (
        "small.yaml, task a, field key: this key is used by more than one task. Rename one."
    )


def test_two_outcomes_of_one_key() -> None:
    outcome = {"key": "ppv", "title": "PPV", "unit": "percent", "direction": "up", "source": "log"}
    assert only_fault(outcomes=[outcome, outcome]) == (
        "small.yaml, field outcomes: the key 'ppv' is used twice. Keep one of the two."
    )


def test_two_phases_of_one_key() -> None:
    assert only_fault(phases=phases("build", "build", "go_live")) == (
        "small.yaml, field phases: the key 'build' is used twice. Keep one of the two."
    )


def test_phases_without_go_live() -> None:
    assert only_fault(phases=phases("build")) == "small.yaml, field phases: the phase go_live is missing. Add it."


def test_phases_against_the_order_of_the_work() -> None:
    assert only_fault(phases=phases("build", "hypercare", "go_live")) == (
        "small.yaml, field phases: 'hypercare' has order 2, not after 'go_live' with 3. "
        "Give 'hypercare' a higher order than 'go_live'."
    )


def test_two_phases_of_one_order() -> None:
    same = [row | {"order": 1} for row in phases("build", "go_live")]
    assert "'go_live' has order 1, not after 'build' with 1" in only_fault(phases=same)


def test_a_phase_that_the_file_does_not_have() -> None:
    assert only_fault(a_task("a", phase="train")) == (
        "small.yaml, task a, field phase: the file has no phase 'train'. "
        "Add it to the phases, or use one of: build, readiness, go_live, hypercare, optimise."
    )


def test_a_prerequisite_that_does_not_exist() -> None:
    assert only_fault(a_task("a", depends_on=["ghost"])) == (
        "small.yaml, task a, field depends_on: there is no task 'ghost'. "
        "Correct the key, add the task, or remove the prerequisite."
    )


def test_a_circle_is_named_and_its_dates_are_not_blamed() -> None:
    tasks = [a_task("a", depends_on=["c"]), a_task("b", depends_on=["a"]), a_task("c", depends_on=["b"])]
    assert only_fault(*tasks) == (
        "small.yaml, task a, field depends_on: these wait for each other in a circle: a → c → b → a. "
        "Remove one of the prerequisites."
    )


def test_a_task_that_waits_for_itself() -> None:
    assert "a → a" in only_fault(a_task("a", depends_on=["a"]))


def test_two_circles_are_both_named() -> None:
    tasks = [a_task(key, depends_on=[other]) for key, other in ("ab", "ba", "xy", "yx")]
    assert [fault.task for fault in faults_in(a_playbook(*tasks))] == ["a", "x"]


def test_a_prerequisite_in_a_later_phase() -> None:
    tasks = [a_task("a", depends_on=["b"], offset_days=5), a_task("b", phase="readiness")]
    assert only_fault(*tasks) == (
        "small.yaml, task a, field depends_on: waits for 'b', which lies in the later phase 'readiness'. "
        "Move one of the two to another phase, or remove the prerequisite."
    )


def test_dates_that_contradict_a_prerequisite() -> None:
    tasks = [a_task("a", offset_days=2, duration_days=5), a_task("b", offset_days=6, depends_on=["a"])]
    assert only_fault(*tasks) == (
        "small.yaml, task b, field offset_days: starts on day 6, but 'a', which it waits for, needs day 6 "
        "too. Start it on day 7, end 'a' earlier, or remove the prerequisite."
    )


def test_dates_counted_from_both_anchors_are_compared_at_the_nominal_length() -> None:
    tasks = [
        a_task("a", offset_days=20, duration_days=8),
        a_task("b", anchor="go_live", offset_days=-2, depends_on=["a"]),
    ]
    load_playbook(text_of(a_playbook(*tasks)))
    assert "starts on day 27" in only_fault(*tasks, nominal_days_kickoff_to_go_live=29)


def test_a_gate_before_go_live_that_the_decision_does_not_wait_for() -> None:
    tasks = [a_task("baa", gate=True), a_task("go-no-go", phase="readiness", gate=True)]
    assert only_fault(*tasks) == (
        "small.yaml, task baa, field gate: is a gate before go-live, but 'go-no-go' does not wait for it. "
        "Add it to what 'go-no-go' waits for, or set gate: false."
    )


def test_a_gate_that_the_decision_waits_for_through_others_is_fine() -> None:
    tasks = [
        a_task("baa", gate=True),
        a_task("connect", depends_on=["baa"], offset_days=1),
        a_task("go-no-go", phase="readiness", depends_on=["connect"], offset_days=2),
    ]
    assert load_playbook(text_of(a_playbook(*tasks))).tasks[0].gate == "live"


def test_a_gate_after_go_live_need_not_lead_to_the_decision() -> None:
    assert load_playbook(text_of(a_playbook(a_task("exit", phase="hypercare", gate=True)))).tasks[0].gate == "handover"


def test_gates_without_a_decision() -> None:
    assert only_fault(a_task("baa", gate=True)) == (
        "small.yaml, field tasks: there are gates before go-live (baa), but no task 'go-no-go' that decides. "
        "Add a task with the key go-no-go."
    )


def test_more_hours_with_the_customer_than_hours() -> None:
    assert only_fault(a_task("a", estimated_hours=2, handholding_hours=2.5)) == (
        "small.yaml, task a, field handholding_hours: is 2.5, more than the 2 estimated_hours of which it is "
        "a part. Correct one of the two."
    )


@pytest.mark.parametrize("field", ["phase", "anchor", "offset_days", "duration_days", "depends_on", "gate"])
def test_a_field_that_cannot_be_understood_is_blamed_once(field: str) -> None:
    tasks = [a_task("a", offset_days=1, depends_on=["b"]) | {field: {}}, a_task("b")]
    assert [(fault.kind, fault.field) for fault in faults_in(a_playbook(*tasks))] == [("schema", field)]
