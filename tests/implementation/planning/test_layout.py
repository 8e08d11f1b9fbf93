from datetime import date

import pytest

from implementation.planning.errors import PlanError
from implementation.planning.graph import CycleError
from implementation.planning.layout import Layout, layout
from implementation.planning.offsets import scaled
from tests.implementation.planning.plans import KICKOFF_ON, PlanTask, day


def laid_out(*tasks: PlanTask, span: int = 100, nominal_days: int = 100, core_only: bool = False) -> Layout:
    return layout(tasks, KICKOFF_ON, day(span), nominal_days=nominal_days, core_only=core_only)


def test_due_is_the_last_day_of_work() -> None:
    plan = laid_out(PlanTask("a", 3, 1), PlanTask("b", 3, 5))
    assert (plan.by_key["a"].start_on, plan.by_key["a"].due_on) == (day(3), day(3))
    assert (plan.by_key["b"].start_on, plan.by_key["b"].due_on) == (day(3), day(7))


def test_offsets_count_from_kickoff_or_from_the_target() -> None:
    plan = laid_out(PlanTask("a", -21), PlanTask("b", -3, anchor="go_live"), PlanTask("c", 9, anchor="go_live"))
    assert [task.start_on for task in plan.tasks] == [day(-21), day(97), day(109)]


def test_a_task_starts_the_day_after_its_latest_prerequisite_ends() -> None:
    plan = laid_out(PlanTask("a", 0, 5), PlanTask("b", 0, 8), PlanTask("c", 2, 1, ("a", "b")))
    assert plan.by_key["b"].due_on == day(7)
    assert plan.by_key["c"].start_on == day(8)
    assert plan.by_key["c"].anchored_on == day(2)


def test_a_task_with_prerequisites_done_early_keeps_its_anchored_date() -> None:
    assert laid_out(PlanTask("a", 0, 5), PlanTask("b", 30, 1, ("a",))).by_key["b"].start_on == day(30)


def test_a_nearer_target_scales_offsets_from_kickoff_and_no_duration() -> None:
    plan = laid_out(PlanTask("a", 40, 20), span=50)
    assert (plan.by_key["a"].start_on, plan.by_key["a"].due_on) == (day(20), day(39))


def test_a_later_target_scales_nothing() -> None:
    assert laid_out(PlanTask("a", 40), span=300).by_key["a"].start_on == day(40)


@pytest.mark.parametrize(
    ("offset", "span", "rounded"),
    [(42, 97, 41), (1, 50, 1), (1, 49, 0), (3, 50, 2), (-3, 50, -3), (7, 0, 0), (7, 100, 7)],
)
def test_scaled_offsets_round_to_the_nearest_day_and_halves_to_the_later(offset: int, span: int, rounded: int) -> None:
    assert scaled(offset, span, nominal_days=100) == rounded


def test_a_task_pushed_past_its_go_live_date_is_compressed_and_the_first_possible_target_named() -> None:
    tasks = PlanTask("build", 0, 60), PlanTask("decide", -3, 1, ("build",), "go_live")
    plan = laid_out(*tasks, span=50)
    assert plan.compressed == ("decide",)
    assert plan.by_key["decide"].compressed_days == 13
    assert plan.by_key["decide"].start_on == day(60)
    assert plan.earliest_feasible_on == day(63)
    assert laid_out(*tasks, span=63).compressed == ()


def test_a_task_pushed_past_its_kickoff_date_is_not_compressed() -> None:
    assert laid_out(PlanTask("a", 0, 9), PlanTask("b", 1, 1, ("a",))).compressed == ()


def test_without_prerequisites_the_earliest_target_is_the_kickoff() -> None:
    assert laid_out(PlanTask("a", 0, 9)).earliest_feasible_on == KICKOFF_ON
    assert laid_out().earliest_feasible_on == KICKOFF_ON


def test_where_tasks_before_go_live_contradict_each_other_no_target_is_feasible() -> None:
    plan = laid_out(PlanTask("a", -5, 10, (), "go_live"), PlanTask("b", 0, 1, ("a",), "go_live"))
    assert plan.compressed == ("b",)
    assert plan.earliest_feasible_on is None


def test_the_earliest_target_may_lie_past_the_nominal_length() -> None:
    plan = laid_out(PlanTask("a", 90, 30), PlanTask("b", 0, 1, ("a",), "go_live"))
    assert plan.earliest_feasible_on == day(120)


def test_a_nearer_target_leaves_work_before_the_kickoff_where_it_is() -> None:
    tasks = PlanTask("a", -10, 15), PlanTask("b", 0, 1, ("a",), "go_live")
    for span in (0, 5, 6):
        assert laid_out(*tasks, span=span, nominal_days=6).by_key["a"].start_on == day(-10)
    assert laid_out(*tasks, span=0, nominal_days=6).earliest_feasible_on == day(5)


def test_prerequisites_are_listed_once_and_sorted() -> None:
    keys = [f"t{number}" for number in range(20)]
    plan = laid_out(*(PlanTask(key) for key in keys), PlanTask("z", depends_on=(*reversed(keys), "t0")))
    assert plan.by_key["z"].depends_on == tuple(sorted(keys))


def test_core_only_keeps_the_core_and_links_it_through_the_rest() -> None:
    tasks = PlanTask("a", 0, 5), PlanTask("b", 0, 30, ("a",), core=False), PlanTask("c", 0, 1, ("b",))
    plan = laid_out(*tasks, core_only=True)
    assert [task.key for task in plan.tasks] == ["a", "c"]
    assert plan.by_key["c"].depends_on == ("a",)
    assert plan.by_key["c"].start_on == day(5)


def test_a_calendar_may_count_other_days() -> None:
    class Mondays:
        """One day counts a week."""

        def position(self, on: date) -> int:
            return (on.toordinal() + 5) // 7

        def after(self, on: date) -> int:
            return (on.toordinal() + 6) // 7

        def day(self, position: int) -> date:
            return date.fromordinal(position * 7 + 1)

    plan = layout(
        [PlanTask("a", 1, 3), PlanTask("b", 0, 1, ("a",))],
        date(2026, 3, 2),
        date(2026, 5, 4),
        nominal_days=5,
        calendar=Mondays(),
    )
    assert (plan.by_key["a"].start_on, plan.by_key["a"].due_on) == (date(2026, 3, 9), date(2026, 3, 23))
    assert plan.by_key["b"].start_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([PlanTask("a"), PlanTask("a")], "same key"),
        ([PlanTask("a", depends_on=("ghost",))], "'a' waits for 'ghost'"),
        ([PlanTask("a", duration_days=0)], "'a' lasts 0 days"),
        ([PlanTask("a", anchor="easter")], "'a' is anchored on 'easter'"),
        ([PlanTask("a", offset_days=10**7)], "years 1 to 9999"),
    ],
)
def test_nonsense_is_refused_by_name(tasks: list[PlanTask], words: str) -> None:
    with pytest.raises(PlanError, match=words):
        laid_out(*tasks)


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(CycleError, match="a → b → a"):
        laid_out(PlanTask("a", depends_on=("b",)), PlanTask("b", depends_on=("a",)), core_only=True)


def test_a_target_before_the_kickoff_is_refused() -> None:
    with pytest.raises(PlanError, match="before the kickoff 2026-03-02"):
        laid_out(PlanTask("a"), span=-1)


def test_a_playbook_without_length_is_refused() -> None:
    with pytest.raises(PlanError, match="nominal length is 0"):
        laid_out(PlanTask("a"), nominal_days=0)
