"""How a go-live is judged, reason by reason."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from implementation.planning.health import (
    REASONS,
    Health,
    OpenBarrier,
    OpenTask,
    Place,
    Reason,
    Standing,
    health,
)

TODAY = date(2026, 3, 31)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def number(place: int) -> UUID:
    return UUID(int=place)


def task(place: int, *, due: date | None = None, status: str = "todo", gate: str = "none", after: int = 0) -> OpenTask:
    return OpenTask(number(place), f"Task {place}", status, due, gate, (number(after),) if after else ())


def judged(**fields: Any) -> Health:
    facts = {"status": "in_progress", "kickoff_on": ago(10), "last_moved_on": ago(1), **fields}
    return health(Standing(**facts), today=TODAY)


def reason(kind: str, **fields: Any) -> Reason | None:
    return next((one for one in judged(**fields).reasons if one.kind == kind), None)


def test_without_a_reason_it_is_on_track() -> None:
    assert judged(target_on=TODAY, projected_on=TODAY) == Health("on_track", "On track.")


def test_a_task_is_overdue_on_the_day_after_its_last_day_of_work() -> None:
    found = reason("overdue", tasks=(task(1, due=TODAY), task(2, due=ago(1)), task(3, due=ago(5)), task(4)))
    assert found is not None
    assert found.sentence == "2 tasks are overdue, the oldest since 26 March 2026."
    assert [row.title for row in found.rows] == ["Task 3", "Task 2"]


def test_what_blocks_is_named_with_what_it_blocks() -> None:
    barriers = (OpenBarrier(number(9), "data", ago(3), number(1)), OpenBarrier(number(8), "trust", ago(12)))
    found = reason("blocked", tasks=(task(1, status="blocked"),), barriers=barriers)
    assert found is not None
    assert found.sentence == "2 things block the work, the oldest for 12 days."
    assert [row.title for row in found.rows] == ["Trust: the whole go-live", "Data: Task 1"]


def test_a_blocked_task_of_history_is_its_own_cause() -> None:
    found = reason("blocked", tasks=(task(1, status="blocked"),))
    assert found is not None
    assert [(row.noun, row.id) for row in found.rows] == [("task", number(1))]


def test_a_gate_is_at_risk_through_what_it_waits_for_however_far_up() -> None:
    line = (task(1, due=ago(1)), task(2, after=1), task(3, after=2, gate="live"), task(4, gate="live"))
    found = reason("gate_at_risk", tasks=line)
    assert found is not None
    assert [row.title for row in found.rows] == ["Task 3"]


@pytest.mark.parametrize(("status", "gate"), [("in_progress", "live"), ("planned", "live"), ("live", "handover")])
def test_only_the_gates_of_the_next_step_count(status: str, gate: str) -> None:
    for kind in ("live", "handover"):
        found = reason("gate_at_risk", status=status, tasks=(task(1, due=ago(1), gate=kind),))
        assert (found is not None) is (kind == gate)


def test_a_plan_past_the_target_is_off_track() -> None:
    found = judged(target_on=TODAY + timedelta(days=1), projected_on=TODAY + timedelta(days=22))
    assert (found.level, found.reasons[0].kind) == ("off_track", "projected_after_target")
    assert found.reasons[0].sentence == "The plan leads to 22 April 2026, 21 days after the target."


def test_a_target_that_has_passed_is_missed_whatever_the_plan_says() -> None:
    found = judged(target_on=ago(9), projected_on=ago(9))
    assert found.sentence == "Off track: The target of 22 March 2026 passed 9 days ago."


def test_a_live_one_has_no_target_to_miss() -> None:
    assert judged(status="live", target_on=ago(9)).level == "on_track"


def test_after_more_than_14_days_nothing_has_moved() -> None:
    assert reason("nothing_moved", last_moved_on=ago(14)) is None
    found = reason("nothing_moved", last_moved_on=ago(15))
    assert found is not None
    assert found.sentence == "Nothing has moved for 15 days, since 16 March 2026."
    assert reason("nothing_moved", kickoff_on=ago(15), last_moved_on=None) is not None


@pytest.mark.parametrize("fields", [{"status": "planned"}, {"status": "live"}, {"held_since": ago(20)}])
def test_where_nothing_is_meant_to_move_that_is_no_reason(fields: dict[str, Any]) -> None:
    assert reason("nothing_moved", last_moved_on=ago(99), **fields) is None


def test_the_sponsor_was_reached_30_days_ago_but_not_31() -> None:
    for days, missed in ((30, False), (31, True)):
        site = Place(number(5), "North wing", "Dr. Lind", ago(days))
        assert (reason("sponsor_not_reached", site=site) is not None) is missed


def test_a_sponsor_nobody_reached_counts_from_kickoff() -> None:
    site = Place(number(5), "North wing", "Dr. Lind", None)
    assert reason("sponsor_not_reached", site=site, kickoff_on=ago(30)) is None
    found = reason("sponsor_not_reached", site=site, kickoff_on=ago(40))
    assert found is not None
    assert found.sentence == "The sponsor at North wing, Dr. Lind, has not been reached in 40 days."


def test_on_hold_stands_apart_and_keeps_its_reasons() -> None:
    found = judged(held_since=ago(4), tasks=(task(1, due=ago(1)),))
    assert (found.level, [one.kind for one in found.reasons]) == ("on_hold", ["overdue"])
    assert found.sentence.startswith("On hold since 27 March 2026: 1 task is overdue")


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "handed_over"}, {"ended_on": TODAY}])
def test_what_is_over_is_not_judged(fields: dict[str, Any]) -> None:
    assert judged(tasks=(task(1, due=ago(9)),), **fields).level == "closed"


def test_reasons_are_told_in_one_order() -> None:
    found = judged(
        target_on=ago(1),
        last_moved_on=ago(20),
        kickoff_on=ago(90),
        site=Place(number(5), "North wing", "", None),
        tasks=(task(1, due=ago(1), gate="live"),),
        barriers=(OpenBarrier(number(8), "trust", ago(12)),),
    )
    assert tuple(one.kind for one in found.reasons) == REASONS
