"""What differs between two versions: nothing is left out, and nothing is told that is not so."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from implementation.playbooks.diff import FieldChange, Named, difference, extent
from implementation.playbooks.loader import load_playbook, playbook_of, starter_paths
from implementation.playbooks.playbook import PlaybookFile
from tests.implementation.playbooks.builders import Fields, a_playbook, a_task
from tests.implementation.playbooks.playbooks import playbooks

OLD = playbook_of(
    a_playbook(
        a_task("baa", gate=True, core=True, duration_days=5),
        a_task("connect", depends_on=["baa"], offset_days=5),
        a_task("go-no-go", phase="readiness", depends_on=["baa"], offset_days=20),
        a_task("later", phase="optimise", anchor="go_live", offset_days=10, duration_days=4),
    )
)


def new(*tasks: Fields, **fields: object) -> PlaybookFile:
    return playbook_of(a_playbook(*tasks, **{"version": "1.1.0", **fields}))


NEW = new(
    a_task("baa", core=True, duration_days=5, owner="joint", estimated_hours=3.25),
    a_task("go-no-go", phase="readiness", depends_on=["baa", "train"], offset_days=20),
    a_task("connect", offset_days=5, core=True),
    a_task("train", depends_on=["baa"], offset_days=5, gate=True),
    nominal_days_kickoff_to_go_live=40,
    title="Other",
    outcomes=[{"key": "ppv", "title": "PPV", "unit": "%", "direction": "up", "source": "log"}],
)


def test_tasks_are_added_removed_and_changed_field_by_field() -> None:
    diff = difference(OLD, NEW)
    assert diff.tasks_added == (Named("train", "Train"),)
    assert diff.tasks_removed == (Named("later", "Later"),)
    changed = {change.key: change for change in diff.tasks_changed}
    assert set(changed) == {"baa", "connect", "go-no-go"}
    assert set(changed["baa"].fields) == {
        FieldChange("owner", "vendor", "joint"),
        FieldChange("gate", "live", "none"),
        FieldChange("estimated_hours", 2.0, 3.25),
        FieldChange("evidence_required", True, False),
    }


def test_prerequisites_core_and_gates_are_told() -> None:
    diff = difference(OLD, NEW)
    changed = {change.key: change for change in diff.tasks_changed}
    assert changed["go-no-go"].prerequisites_added == ("train",)
    assert changed["connect"].prerequisites_removed == ("baa",)
    assert (diff.core_added, diff.core_removed) == (("connect",), ())
    assert (diff.gates_added, diff.gates_removed) == (("train",), ("baa",))


def test_what_is_said_of_the_whole_is_told_with_phases_and_outcomes_by_their_keys() -> None:
    assert [change.field for change in difference(OLD, NEW).fields] == ["title", "nominal_days", "outcomes.ppv"]


def test_the_length_of_the_plan_is_told_before_and_after() -> None:
    diff = difference(OLD, NEW)
    assert diff.before is not None
    # From kickoff to the 44th day; without the last task to the 21st.
    assert [(one.nominal_days, one.total_days) for one in (diff.before, diff.after)] == [(30, 44), (40, 21)]
    assert (diff.before.tasks, diff.before.core, diff.before.gates) == (4, 1, 1)


def test_another_order_of_the_same_tasks_is_a_difference() -> None:
    assert difference(OLD, NEW).reordered
    tasks = [a_task("a"), a_task("b")]
    assert difference(new(*tasks), new(*reversed(tasks))).reordered
    assert not difference(new(*tasks), new(a_task("c"), *tasks)).reordered


def test_a_first_version_is_all_new() -> None:
    diff = difference(None, OLD)
    assert [task.key for task in diff.tasks_added] == ["baa", "connect", "go-no-go", "later"]
    assert (diff.before, diff.tasks_changed, diff.gates_added) == (None, (), ("baa",))


@settings(max_examples=25)
@given(playbooks(), playbooks())
def test_what_is_added_one_way_is_removed_the_other_way(one: Fields, other: Fields) -> None:
    a, b = playbook_of(one), playbook_of(other)
    there, back = difference(a, b), difference(b, a)
    assert {task.key for task in there.tasks_added} == {task.key for task in back.tasks_removed}
    assert set(there.core_added) == set(back.core_removed)
    assert (there.before, there.after) == (back.after, back.before)
    assert {change.key for change in there.tasks_changed} == {change.key for change in back.tasks_changed}


@given(playbooks())
@settings(max_examples=25)
def test_a_version_differs_from_itself_in_nothing_and_from_any_other_in_something(data: Fields) -> None:
    playbook = playbook_of(data)
    same = difference(playbook, replace(playbook, version="9.0.0", sha256=""))
    assert [*same.fields, *same.tasks_added, *same.tasks_removed, *same.tasks_changed] == []
    assert not same.reordered
    other = replace(playbook, tasks=(replace(playbook.tasks[0], guidance="Else."), *playbook.tasks[1:]))
    assert difference(playbook, other).tasks_changed


@pytest.mark.parametrize("path", starter_paths(), ids=lambda path: path.stem)
def test_the_shipped_ones_have_an_extent(path: Path) -> None:
    assert extent(load_playbook(path)).total_days > 100
