"""Where a transition leaves the plan alone, a full re-plan would have changed nothing; and the database is asked the
same as the planner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from implementation.http.problems import Problem
from implementation.models import Task, TaskDependency
from implementation.services.plan_facts import facts_of
from implementation.services.replan_open import replan_open
from implementation.services.task_standing import standing_of
from tests import factories as make
from tests.implementation.services.test_plans import laid_out, projected

STATES = ["in_progress", "done", "skipped", "todo"]
moves = st.tuples(st.integers(0, 40), st.sampled_from(STATES), st.integers(0, 30))
some_day = st.none() | st.builds(make.days_ago, st.just(3))


class AnyTransitions(TestCase):
    @settings(max_examples=15)
    @given(st.lists(moves, min_size=1, max_size=8))
    def test_after_any_transitions_a_full_replan_changes_nothing(self, wanted: list[tuple[int, str, int]]) -> None:
        golive = laid_out(kickoff_on=make.days_ago(40))
        tasks = list(golive.tasks.order_by("sort_order"))
        for place, to, ago in wanted:
            task, moment = tasks[place % len(tasks)], make.now() - timedelta(days=ago)
            try:
                moved = make.tick(task, to, override=True, reason="Said so", happened_at=moment)
            except Problem:
                continue
            stored = Task.objects.get(id=task.id)
            assert (moved.version, moved.due_on) == (stored.version, stored.due_on)
            before = projected(golive)
            assert replan_open(actor=make.LEAD, at=make.now()).moved == 0
            assert projected(golive) == before

    @settings(max_examples=40)
    @given(
        st.booleans(),
        st.sampled_from(["todo", "blocked", "in_progress", "done", "skipped"]),
        some_day, some_day, some_day,
    )  # fmt: skip
    def test_the_database_is_asked_what_the_planner_asks(
        self, pinned: bool, status: str, planned: object, started: object, due: object
    ) -> None:
        golive = make.golive()
        first, second = make.task(golive), make.task(golive)
        TaskDependency.objects.create(task=second, prerequisite=first)
        fields = {"pinned": pinned, "status": status, "planned_start_on": planned, "start_on": started, "due_on": due}
        done_on = make.today() if status == "done" else None
        Task.objects.filter(id=second.id).update(**fields, done_on=done_on)
        second.refresh_from_db()
        assert standing_of(first.id).is_heard == facts_of(second).hears
        assert not standing_of(second.id).is_heard


@pytest.mark.django_db
def test_what_a_task_waits_for_and_lacks_is_told_with_it() -> None:
    golive = make.golive()
    first = make.task(golive)
    gate = make.task(golive, gate="live", approval_required=True, after=[first])
    assert standing_of(gate.id)[1:] == (True, True, True, False)
    assert standing_of(first.id)[1:] == (False, False, False, True)


@pytest.mark.django_db
def test_a_task_that_does_not_exist_has_no_standing() -> None:
    with pytest.raises(Problem, match="task"):
        standing_of(uuid4())
