"""What holds for every re-plan, on plans with facts drawn at random: started, done, skipped, pinned, and pauses."""

from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from implementation.planning.calendars import CALENDAR_DAYS, Calendar
from implementation.planning.facts import TaskFacts, Window
from implementation.planning.intervals import Interval
from implementation.planning.layout import layout
from implementation.planning.replan import Plan, plan_length, replan, stands_still
from implementation.planning.slack import slack
from implementation.planning.work_days import work_days
from tests.implementation.planning.plans import KICKOFF_ON, PlanTask, day, plans

CALENDARS: tuple[Calendar, ...] = (CALENDAR_DAYS, work_days(""), work_days("DE"), work_days("SA"))
calendars = st.sampled_from(CALENDARS)
days = st.integers(-40, 160).map(day)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Interval, ...]:
    found = draw(st.lists(st.tuples(st.integers(-10, 120), st.integers(1, 30)), max_size=2))
    return tuple(Interval(day(start), day(start + length)) for start, length in found)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    return Window(
        kickoff_on=draw(st.none() | st.just(KICKOFF_ON)),
        go_live_on=draw(st.none() | st.integers(0, 150).map(day)),
        nominal_days=draw(st.none() | st.integers(1, 120)),
        length=draw(st.none() | st.integers(0, 150)),
        calendar=draw(calendars),
        pauses=draw(pauses()),
    )


@st.composite
def facts(draw: st.DrawFn) -> list[TaskFacts]:
    return [draw(_with_facts(task)) for task in draw(plans())]


@st.composite
def _with_facts(draw: st.DrawFn, task: PlanTask) -> TaskFacts:
    start = draw(st.none() | days)
    due = None if start is None else start + timedelta(days=draw(st.integers(0, 20)))
    status = draw(st.sampled_from(["todo", "todo", "todo", "blocked", "in_progress", "done", "skipped"]))
    done_on = draw(days) if status == "done" else None
    anchor = draw(st.sampled_from([task.anchor, task.anchor, ""]))
    return TaskFacts(
        key=task.key,
        depends_on=task.depends_on,
        anchor=anchor,
        offset_days=task.offset_days if anchor else None,
        duration_days=draw(st.sampled_from([task.duration_days, None])),
        planned_start_on=start,
        due_on=due,
        start_on=draw(days) if status == "in_progress" else None,
        done_on=done_on,
        status=status,
        pinned=draw(st.booleans()) and start is not None,
        gate=draw(st.sampled_from(["none", "live"])),
        phase=draw(st.sampled_from(["build", "go_live"])),
    )


def _moved(task: TaskFacts, to: str, on: date) -> TaskFacts:
    """As a transition leaves it."""
    started = on if to == "in_progress" else task.start_on
    return task._replace(status=to, start_on=started, done_on=on if to == "done" else None)


def applied(tasks: list[TaskFacts], plan: Plan) -> list[TaskFacts]:
    return [task._replace(**plan.dates(task.key)._asdict()) for task in tasks]


def end_of(task: TaskFacts) -> date | None:
    """The last day that others wait for."""
    if task.status == "skipped":
        return None
    return task.done_on if task.status == "done" else task.due_on


@given(facts(), windows())
def test_nothing_moves_that_is_started_finished_or_pinned(tasks: list[TaskFacts], window: Window) -> None:
    moved = replan(tasks, window).moved
    assert all(task.is_movable for task in tasks if task.key in moved)


@given(facts(), windows())
def test_nothing_that_moves_starts_before_what_it_waits_for_has_ended(tasks: list[TaskFacts], window: Window) -> None:
    plan = replan(tasks, window)
    after = {task.key: task for task in applied(tasks, plan)}
    for key, dates in plan.moved.items():
        ends = [end for waited in after[key].depends_on if (end := end_of(after[waited])) is not None]
        assert dates.planned_start_on is not None
        assert all(end < dates.planned_start_on for end in ends)


@given(facts(), windows())
def test_planning_again_changes_nothing(tasks: list[TaskFacts], window: Window) -> None:
    plan = replan(tasks, window)
    again = replan(applied(tasks, plan), window)
    assert not again.moved
    assert again.projected_live_on == plan.projected_live_on


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(facts(), windows(), st.data())
def test_where_the_plan_stands_still_a_full_replan_changes_nothing(
    tasks: list[TaskFacts], window: Window, data: st.DataObject
) -> None:
    before = replan(tasks, window)
    own = applied(tasks, before)
    task = data.draw(st.sampled_from(own))
    to = data.draw(st.sampled_from(["done", "in_progress", "skipped"]))
    now = _moved(task, to, data.draw(days))
    waiting = [one for one in own if task.key in one.depends_on]
    assume(stands_still(now, is_heard=any(one.hears for one in waiting)))
    after = replan([now if one.key == task.key else one for one in own], window)
    assert not after.moved
    assert after.projected_live_on == before.projected_live_on


@given(facts(), windows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tasks: list[TaskFacts], window: Window, random: Random) -> None:
    plan, other = replan(tasks, window), replan(random.sample(tasks, len(tasks)), window)
    assert plan.moved == other.moved
    assert plan.projected_live_on == other.projected_live_on
    assert plan.too_early == other.too_early
    assert slack(plan) == slack(other)


@given(facts(), windows())
def test_no_task_is_placed_before_its_anchored_day_or_on_a_day_without_work(
    tasks: list[TaskFacts], window: Window
) -> None:
    plan = replan(tasks, window)
    for key, dates in plan.moved.items():
        assert dates.planned_start_on is not None
        assert plan.placed[key].pushed >= 0
        assert window.calendar.day(window.calendar.position(dates.planned_start_on)) == dates.planned_start_on
        assert not any(pause.start <= dates.planned_start_on < pause.end for pause in window.pauses)


@given(plans(), st.integers(0, 150), st.integers(1, 120), calendars)
def test_a_checklist_just_laid_out_is_its_own_plan(
    tasks: list[PlanTask], span: int, nominal: int, calendar: Calendar
) -> None:
    laid = layout(tasks, KICKOFF_ON, day(span), nominal_days=nominal, calendar=calendar)
    window = Window(KICKOFF_ON, day(span), nominal, calendar=calendar)
    known = [
        TaskFacts(
            task.key, task.depends_on, task.anchor, task.offset_days, task.duration_days,
            laid.by_key[task.key].start_on, laid.by_key[task.key].due_on,
        )
        for task in tasks
    ]  # fmt: skip
    plan = replan(known, window)
    assert not plan.moved
    assert set(plan.compressed) == set(laid.compressed)
    assert plan.earliest_feasible_on == laid.earliest_feasible_on


@given(plans(), st.integers(0, 60), st.integers(1, 120), pauses())
def test_the_earliest_target_compresses_nothing_and_one_day_less_does(
    tasks: list[PlanTask], span: int, nominal: int, paused: tuple[Interval, ...]
) -> None:
    known = [TaskFacts(t.key, t.depends_on, t.anchor, t.offset_days, t.duration_days) for t in tasks]

    def aimed_at(target: date) -> Plan:
        window = Window(KICKOFF_ON, target, nominal, pauses=paused)
        return replan(known, Window(KICKOFF_ON, target, nominal, plan_length(window), pauses=paused))

    earliest = aimed_at(day(span)).earliest_feasible_on
    if earliest is not None:
        assert not aimed_at(earliest).compressed
        assert earliest == KICKOFF_ON or aimed_at(earliest - timedelta(days=1)).compressed


@given(facts(), windows())
def test_who_slips_by_no_more_than_its_slack_leaves_the_projected_day(tasks: list[TaskFacts], window: Window) -> None:
    plan = replan(tasks, window)
    spare = slack(plan).days
    for task in applied(tasks, plan):
        if task.key not in spare or spare[task.key] < 0 or task.due_on is None or task.planned_start_on is None:
            continue
        end = plan.placed[task.key].end
        assert end is not None
        late = task._replace(pinned=True, due_on=max(task.due_on, plan.days.day(end - 1 + spare[task.key])))
        others = [late if one.key == task.key else one for one in applied(tasks, plan)]
        projected = replan(others, window).projected_live_on
        assert projected is not None
        assert plan.projected_live_on is not None
        reached = window.calendar.position(plan.projected_live_on)
        assert task.is_go_live or window.calendar.position(projected) <= reached
