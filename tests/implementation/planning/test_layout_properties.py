"""What holds for every plan, on plans drawn at random."""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from implementation.planning.graph import upstream
from implementation.planning.layout import Layout, layout
from tests.implementation.planning.plans import KICKOFF_ON, PlanTask, day, plans

spans = st.integers(0, 150)
nominals = st.integers(1, 120)
flags = st.booleans()


def laid_out(tasks: list[PlanTask], span: int, nominal: int, core_only: bool = False) -> Layout:
    return layout(tasks, KICKOFF_ON, day(span), nominal_days=nominal, core_only=core_only)


@given(plans(), spans, nominals, flags)
def test_no_task_starts_before_what_it_waits_for_has_ended(
    tasks: list[PlanTask], span: int, nominal: int, core_only: bool
) -> None:
    plan = laid_out(tasks, span, nominal, core_only).by_key
    assert all(plan[key].due_on < task.start_on for task in plan.values() for key in task.depends_on)


@given(plans(), spans, nominals, flags)
def test_a_task_starts_on_its_anchored_date_or_right_after_a_prerequisite(
    tasks: list[PlanTask], span: int, nominal: int, core_only: bool
) -> None:
    plan = laid_out(tasks, span, nominal, core_only).by_key
    for task in plan.values():
        ends = {plan[key].due_on + timedelta(days=1) for key in task.depends_on}
        assert task.start_on == max({task.anchored_on} | ends)


@given(plans(), spans, nominals)
def test_durations_are_never_shortened(tasks: list[PlanTask], span: int, nominal: int) -> None:
    plan = laid_out(tasks, span, nominal).by_key
    assert all((plan[t.key].due_on - plan[t.key].start_on).days + 1 == t.duration_days for t in tasks)


@given(plans(), spans, nominals, flags, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_twice_is_the_same(
    tasks: list[PlanTask], span: int, nominal: int, core_only: bool, random: Random
) -> None:
    shuffled = random.sample(tasks, len(tasks))
    plan = laid_out(tasks, span, nominal, core_only)
    assert laid_out(tasks, span, nominal, core_only) == plan
    assert laid_out(shuffled, span, nominal, core_only) == plan


@given(plans(), spans, spans, nominals, flags)
def test_a_nearer_target_starts_nothing_later(
    tasks: list[PlanTask], span: int, other: int, nominal: int, core_only: bool
) -> None:
    nearer = laid_out(tasks, min(span, other), nominal, core_only).by_key
    later = laid_out(tasks, max(span, other), nominal, core_only).by_key
    assert all(nearer[key].start_on <= later[key].start_on for key in nearer)


@given(plans(), spans, nominals)
def test_core_only_keeps_who_waits_for_whom(tasks: list[PlanTask], span: int, nominal: int) -> None:
    core = {task.key for task in tasks if task.core}
    before = {task.key: task.depends_on for task in tasks}
    after = {task.key: task.depends_on for task in laid_out(tasks, span, nominal, core_only=True).tasks}
    assert after.keys() == core
    assert all(upstream(after, key) == upstream(before, key) & core for key in core)


@given(plans(), spans, nominals)
def test_compressed_are_exactly_the_tasks_past_their_go_live_date(
    tasks: list[PlanTask], span: int, nominal: int
) -> None:
    plan = laid_out(tasks, span, nominal)
    anchored = {task.key: day(span + task.offset_days) for task in tasks if task.anchor == "go_live"}
    late = {key for key, on in anchored.items() if plan.by_key[key].start_on > on}
    assert set(plan.compressed) == late


@given(st.one_of(plans(), plans(consistent=True)), nominals, flags)
def test_the_earliest_target_is_the_first_that_compresses_nothing(
    tasks: list[PlanTask], nominal: int, core_only: bool
) -> None:
    possible = (day(n) for n in range(400) if not laid_out(tasks, n, nominal, core_only).compressed)
    assert laid_out(tasks, 0, nominal, core_only).earliest_feasible_on == next(possible, None)
