"""Drafts of a go-live as it was worked: whatever was worked, the loader takes them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from implementation.planning.layout import ANCHORS
from implementation.playbooks.drafts.draft import Draft, draft_of
from implementation.playbooks.drafts.keys import is_key, key_of
from implementation.playbooks.drafts.worked import Worked, WorkedTask
from implementation.playbooks.loader import playbook_of
from implementation.playbooks.phases import PHASES
from implementation.playbooks.playbook import PlaybookFile, TaskSpec
from tests.implementation.playbooks.builders import a_playbook, a_task

LINE = playbook_of(a_playbook(a_task("line", guidance="Ask.", refs=["FHIR"], counted="rooms"))).tasks[0]


def worked(task_id: str, **fields: Any) -> WorkedTask:
    known: dict[str, Any] = {
        "key": task_id,
        "title": task_id.title(),
        "category": "data",
        "phase": "build",
        "owner_side": "vendor",
        "anchor": "kickoff",
        "gate": "none",
        "core": False,
        "customer_visible": False,
        "evidence_required": False,
        "skipped": False,
        "first": 0,
        "last": 0,
        "duration": 1,
        "minutes": 60,
        "handholding_minutes": 0,
        "depends_on": (),
        "line": None,
    }
    return WorkedTask(id=task_id, **{**known, **fields})


def a_draft(*tasks: WorkedTask, days: int = 30) -> Draft:
    return draft_of(
        Worked(
            key="learnt",
            title="Learnt",
            version="1.1.0",
            product_type="scribe",
            description="Learnt.",
            day_kind="calendar",
            days=days,
            phases=(),
            outcomes=(),
            tasks=tasks,
        )
    )


def loaded(draft: Draft) -> PlaybookFile:
    return playbook_of(draft.content)


def tasks_of(draft: Draft) -> dict[str, TaskSpec]:
    return {task.key: task for task in loaded(draft).tasks}


def told(draft: Draft) -> list[tuple[str, str]]:
    return [(one.key, one.field) for one in draft.adjusted]


def test_days_are_those_that_were_worked() -> None:
    draft = a_draft(
        worked("connect", first=3, last=9),
        worked("review", phase="hypercare", anchor="go_live", first=34, last=40, depends_on=("connect",)),
        days=31,
    )
    tasks = tasks_of(draft)
    assert (tasks["connect"].anchor, tasks["connect"].offset_days, tasks["connect"].duration_days) == ("kickoff", 3, 7)
    assert (tasks["review"].anchor, tasks["review"].offset_days, tasks["review"].duration_days) == ("go_live", 3, 7)
    assert (loaded(draft).nominal_days, draft.adjusted) == (31, ())


def test_what_was_skipped_is_left_out_and_its_followers_wait_for_what_it_waited_for() -> None:
    draft = a_draft(
        worked("a"),
        worked("b", skipped=True, depends_on=("a",)),
        worked("c", first=5, last=5, depends_on=("b",)),
    )
    assert (draft.left_out, tasks_of(draft)["c"].depends_on) == (("b",), ("a",))
    assert set(tasks_of(draft)) == {"a", "c"}


def test_a_task_that_was_added_gets_a_key_of_its_title_and_no_guidance_of_anybody() -> None:
    tasks = tasks_of(a_draft(worked("x", key="", title="Prüfe 2 Räume"), worked("y", key="", title="Prüfe 2 Räume")))
    assert list(tasks) == ["prufe-2-raume", "prufe-2-raume-2"]
    assert (tasks["prufe-2-raume"].guidance, tasks["prufe-2-raume"].role) == ("", "Vendor's team")


def test_what_a_task_is_for_comes_from_the_playbook() -> None:
    task = tasks_of(a_draft(worked("line", line=LINE)))["line"]
    assert (task.guidance, task.refs, task.counted, task.role) == ("Ask.", ("FHIR",), "rooms", "Engineer")


def test_a_task_done_before_its_prerequisite_starts_after_it_next_time_and_ends_as_it_did() -> None:
    draft = a_draft(worked("a", first=0, last=9), worked("b", first=5, last=14, depends_on=("a",)))
    assert (tasks_of(draft)["b"].offset_days, tasks_of(draft)["b"].duration_days) == (10, 5)
    assert told(draft) == [("b", "offset_days")]
    assert "day 5" in draft.adjusted[0].why


def test_gates_without_a_decision_get_one_that_waits_for_them() -> None:
    draft = a_draft(worked("baa", gate="live", phase="test", last=8))
    decision = tasks_of(draft)["go-no-go"]
    assert (decision.depends_on, decision.offset_days, decision.phase) == (("baa",), 9, "readiness")
    assert ("go-no-go", "key") in told(draft)


def test_a_gate_after_the_decision_is_none_and_one_that_it_passed_over_is_waited_for() -> None:
    draft = a_draft(
        worked("go-no-go", phase="test", gate="live", first=9, last=9),
        worked("after", phase="test", gate="live", first=10, last=10, depends_on=("go-no-go",)),
        worked("beside", phase="train", gate="live", first=2, last=2),
    )
    tasks = tasks_of(draft)
    assert (tasks["after"].gate, tasks["after"].depends_on) == ("live", ())
    assert set(tasks["go-no-go"].depends_on) == {"after", "beside"}
    assert tasks["go-no-go"].phase == "readiness"
    same_phase = a_draft(
        worked("go-no-go", phase="readiness", gate="live"),
        worked("after", phase="readiness", gate="live", first=1, last=1, depends_on=("go-no-go",)),
    )
    assert (tasks_of(same_phase)["after"].gate, told(same_phase)) == ("none", [("after", "gate")])


def test_a_prerequisite_in_a_later_phase_is_dropped() -> None:
    draft = a_draft(worked("late", phase="train"), worked("early", first=3, last=3, depends_on=("late",)))
    assert (tasks_of(draft)["early"].depends_on, told(draft)) == ((), [("early", "depends_on")])


@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({"phase": "Phase 2"}, "build"),
        ({"phase": "", "first": 60, "last": 61}, "hypercare"),
        ({"phase": "", "gate": "handover", "first": 70, "last": 71}, "handover"),
    ],
)
def test_a_task_of_no_known_phase_gets_one_that_fits(fields: dict[str, Any], phase: str) -> None:
    draft = a_draft(worked("a", **fields))
    assert (tasks_of(draft)["a"].phase, told(draft)) == (phase, [("a", "phase")])


DAYS = st.none() | st.integers(-40, 200)


@st.composite
def a_worked_task(draw: st.DrawFn, number: int) -> WorkedTask:
    key = draw(st.sampled_from(["", f"key-{number}", f"Key {number}"]))
    if number == 0:
        key = draw(st.sampled_from(["go-no-go", ""]))
    return worked(
        f"t{number}",
        key=key,
        title=draw(st.text(min_size=1, max_size=300)),
        phase=draw(st.sampled_from([*PHASES, "", "Phase 2"])),
        owner_side=draw(st.sampled_from(["vendor", "customer", "joint"])),
        anchor=draw(st.sampled_from([*ANCHORS, ""])),
        gate=draw(st.sampled_from(["none", "live", "handover"])),
        skipped=draw(st.booleans()) and number > 1,
        first=draw(DAYS),
        last=draw(DAYS),
        duration=draw(st.integers(0, 30)),
        minutes=draw(st.integers(0, 700_000)),
        handholding_minutes=draw(st.integers(0, 700_000)),
        depends_on=tuple(f"t{other}" for other in sorted(draw(st.sets(st.integers(0, max(number - 1, 0))))))
        * (number > 0),
        line=draw(st.sampled_from([None, LINE])),
    )


@given(st.data(), st.integers(1, 7), st.integers(1, 300), st.randoms())
def test_whatever_was_worked_the_draft_is_a_playbook_without_fault(
    data: st.DataObject, number: int, days: int, shuffled: Any
) -> None:
    tasks = [data.draw(a_worked_task(place)) for place in range(number)]
    shuffled.shuffle(tasks)
    draft = a_draft(*tasks, days=days)
    kept = sum(not task.skipped for task in tasks)
    added = ("go-no-go", "key") in told(draft)
    assert len(loaded(draft).tasks) == kept + added
    assert loaded(draft).nominal_days == days


@given(st.text(max_size=100))
def test_any_title_gives_a_key(title: str) -> None:
    assert is_key(key_of(title))
