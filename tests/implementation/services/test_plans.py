"""A change moves the plan once: what may move moves, what is fixed stays, and one event says so."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Task
from implementation.services import customers, golives, holds, tasks
from tests import factories as make

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return make.today() + timedelta(days=days)


def laid_out(**fields: Any) -> GoLive:
    """The shipped checklist for 84 days, begun ten days ago."""
    return make.golive(playbook=make.starter(), **{"kickoff_on": make.days_ago(10), **fields})


def dates(golive: GoLive) -> dict[str, tuple[Any, Any]]:
    return {key: (start, due) for key, start, due in golive.tasks.values_list("key", "planned_start_on", "due_on")}


def task_of(golive: GoLive, key: str) -> Task:
    return golive.tasks.get(key=key)


def projected(golive: GoLive) -> Any:
    return GoLive.objects.values_list("projected_live_on", flat=True).get(id=golive.id)


def replans(golive: GoLive) -> list[Event]:
    return list(Event.objects.filter(golive=golive, kind="go-live.replanned").order_by("id"))


def set_date(task: Task, **fields: Any) -> Task:
    return tasks.change_task(actor=make.MEMBER, at=make.now(), task_id=task.id, fields=fields)


def test_a_new_checklist_is_projected_to_its_target_and_moves_nothing() -> None:
    golive = laid_out()
    assert projected(golive) == golive.target_on
    assert not replans(golive)


def test_a_later_target_moves_what_counts_from_it_and_nothing_else() -> None:
    golive = laid_out()
    before = dates(golive)
    make.target_moved(golive, golive.target_on + timedelta(days=21))
    after = dates(golive)
    assert after["go-live"][0] == before["go-live"][0] + timedelta(days=21)
    assert after["ehr-inventory"] == before["ehr-inventory"]
    assert projected(golive) == golive.target_on + timedelta(days=21)
    [event] = replans(golive)
    moved = {key for key in before if before[key] != after[key]}
    assert set(event.data["ids"]) == {str(task_of(golive, key).id) for key in moved}
    assert event.after[str(task_of(golive, "go-live").id)]["planned_start_on"] == after["go-live"][0].isoformat()


def test_a_target_that_is_too_near_is_refused_with_names_and_the_earliest_that_would_do() -> None:
    golive = laid_out()
    with pytest.raises(Problem, match="too near for “") as refusal:
        make.target_moved(golive, in_days(5), barrier="")
    earliest = date.fromisoformat(refusal.value.extra["earliest_feasible_on"])
    assert refusal.value.extra["compressed"][0]["title"] in refusal.value.detail
    make.target_moved(golive, earliest, barrier="")
    assert projected(golive) == earliest


def test_a_target_that_is_too_near_is_taken_by_whoever_allows_it_and_the_projection_tells_the_truth() -> None:
    golive = laid_out()
    make.target_moved(golive, in_days(5), barrier="", allow_compression=True)
    assert projected(golive) > in_days(5)


def test_started_finished_and_pinned_tasks_stay() -> None:
    golive = laid_out()
    before = dates(golive)
    make.tick(task_of(golive, "go-no-go"), "in_progress")
    set_date(task_of(golive, "prod-smoke"), due_on=in_days(300))
    set_date(task_of(golive, "prod-config"), pinned=True)
    make.target_moved(golive, golive.target_on + timedelta(days=400))
    after = dates(golive)
    assert after["go-no-go"] == before["go-no-go"]
    assert after["prod-config"] == before["prod-config"]
    assert after["prod-smoke"] == (before["prod-smoke"][0], in_days(300))


def test_unpinned_a_task_returns_to_its_place() -> None:
    golive = laid_out()
    task = task_of(golive, "prod-config")
    moved = set_date(task, due_on=dates(golive)["prod-config"][1] + timedelta(days=3))
    back = set_date(moved, pinned=False)
    assert (back.planned_start_on, back.due_on) == (task.planned_start_on, task.due_on)
    assert back.version == Task.objects.get(id=task.id).version


def test_a_gate_that_slips_pushes_what_waits_for_it_and_the_projected_day() -> None:
    golive = laid_out()
    late = dates(golive)["go-no-go"][1] + timedelta(days=10)
    set_date(task_of(golive, "go-no-go"), due_on=late)
    assert dates(golive)["go-live"][0] == late + timedelta(days=1)
    assert projected(golive) == late + timedelta(days=1)
    assert len(replans(golive)) == 1


def test_work_done_late_pushes_and_reopened_gives_the_days_back() -> None:
    golive = make.golive(kickoff_on=make.days_ago(30))
    first = make.task(golive, planned_start_on=make.days_ago(20), due_on=make.days_ago(11))
    second = make.task(golive, after=[first], duration_days=4)
    assert second.planned_start_on == make.days_ago(10)
    make.tick(first)
    assert Task.objects.get(id=second.id).planned_start_on == in_days(1)
    make.tick(first, "in_progress")
    assert Task.objects.get(id=second.id).due_on == make.days_ago(7)


def test_done_on_the_planned_day_plans_nothing_anew() -> None:
    golive = make.golive()
    first = make.task(golive, due_on=make.today())
    make.task(golive, after=[first], duration_days=4)
    before = len(replans(golive))
    make.tick(first)
    assert len(replans(golive)) == before


def test_a_skipped_task_holds_nobody_up() -> None:
    golive = make.golive()
    anchor = make.task(golive, due_on=make.days_ago(50))
    first = make.task(golive, due_on=in_days(50))
    second = make.task(golive, after=[anchor, first], duration_days=2)
    make.tick(first, "skipped", reason="Not here")
    assert Task.objects.get(id=second.id).planned_start_on == make.days_ago(49)


def test_prerequisites_and_durations_move_what_follows() -> None:
    golive = make.golive()
    first = make.task(golive, due_on=in_days(9))
    second = make.task(golive, after=[first], duration_days=2)
    third = make.task(golive, duration_days=1)
    tasks.change_task(actor=make.MEMBER, at=make.now(), task_id=third.id, fields={}, depends_on=[second.id])
    assert Task.objects.get(id=third.id).due_on == in_days(12)
    set_date(second, duration_days=5)
    assert Task.objects.get(id=third.id).due_on == in_days(15)


def test_a_hold_that_has_ended_shifts_the_work_behind_its_start_and_squeezes_nothing() -> None:
    golive = laid_out(kickoff_on=make.days_ago(30))
    before = dates(golive)
    hold = make.hold(golive, make.days_ago(20))
    assert dates(golive) == before
    holds.change_hold(actor=make.MEMBER, at=make.now(), hold_id=hold.id, fields={"ends_on": make.days_ago(11)})
    after = dates(golive)
    assert after["interface-test"][0] == before["interface-test"][0] + timedelta(days=10)
    assert after["ehr-inventory"] == before["ehr-inventory"]
    assert after["readiness-30"][0] >= before["readiness-30"][0]
    make.target_moved(golive, golive.target_on + timedelta(days=10))
    assert dates(golive)["interface-test"] == after["interface-test"]
    assert projected(golive) == golive.target_on + timedelta(days=10)


def test_a_changed_kickoff_moves_the_plan() -> None:
    golive = laid_out()
    before = dates(golive)
    golives.change_golive(
        actor=make.MEMBER, at=make.now(), golive_id=golive.id, fields={"kickoff_on": golive.kickoff_on + timedelta(7)}
    )
    assert dates(golive)["kickoff"][0] == before["kickoff"][0] + timedelta(days=7)


def test_once_live_the_work_behind_it_counts_from_that_day() -> None:
    golive = laid_out(kickoff_on=make.days_ago(100))
    behind = ["hypercare", "handover", "optimise"]
    golive.tasks.exclude(phase__in=behind).update(status="done", done_on=make.days_ago(3))
    live = make.move(golive, "live", on=make.days_ago(2))
    assert live.projected_live_on == make.days_ago(2)
    assert dates(golive)["hypercare-exit"][0] == make.days_ago(2) + timedelta(days=31)
    assert str(golive.id) not in replans(golive)[-1].after, "that it is live, its own event says"
    assert make.move(live, "in_progress", reason="Rolled back").projected_live_on == make.days_ago(3)


def test_what_is_cancelled_is_projected_nowhere_and_moves_no_more() -> None:
    golive = make.move(laid_out(), "cancelled", reason="Budget")
    before = dates(golive)
    assert projected(golive) is None
    set_date(task_of(golive, "go-no-go"), due_on=in_days(500))
    assert dates(golive)["go-live"] == before["go-live"]


def test_an_open_gate_without_a_day_leaves_the_projection_open() -> None:
    golive = laid_out()
    gate = make.task(golive, gate="live")
    assert projected(golive) is None
    [told] = replans(golive)
    assert (told.data["count"], told.after) == (0, {str(golive.id): {"projected_live_on": None}})
    set_date(gate, due_on=in_days(200))
    assert projected(golive) == in_days(200)


def test_a_hand_made_plan_is_projected_by_its_gates() -> None:
    golive = make.golive()
    gate = make.task(golive, gate="live", due_on=in_days(7), evidence_required=False)
    assert projected(golive) == in_days(7)
    make.tick(gate)
    assert projected(golive) == make.today()


def test_a_plan_that_leaves_all_years_is_refused_in_words() -> None:
    golive = laid_out()
    with pytest.raises(Problem, match="years 1 to 9999"):
        make.target_moved(golive, date(9999, 12, 30))


def test_another_country_of_the_customer_is_not_asked_of_calendar_days() -> None:
    golive = laid_out()
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields={"country": "DE"})
    assert not replans(golive)
