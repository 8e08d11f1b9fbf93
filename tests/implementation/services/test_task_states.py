"""Whatever sequence of moves is tried, a task keeps its promises."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from implementation.http.problems import Problem
from implementation.models import Barrier, Event, GoLive, Task, TaskStatus
from implementation.services import barriers
from tests import factories as make

MOVES = st.lists(
    st.sampled_from([*TaskStatus.values, "blocked by the whole", "barrier", "close own", "close whole"]),
    min_size=1,
    max_size=12,
)
OVERRIDDEN = st.booleans()


def state() -> dict[str, Any]:
    """Everything that a move may change but for the clock."""
    row: Any = Task.objects.values().get()
    task = {name: value for name, value in row.items() if name != "updated_at"}
    return {
        "task": task,
        "barriers": list(Barrier.objects.order_by("id").values("id", "closed_on", "version")),
        "events": Event.objects.count(),
        "revision": GoLive.objects.get().revision,
    }


def close(of: dict[str, Any]) -> None:
    for row in Barrier.objects.filter(closed_on__isnull=True, **of).order_by("id")[:1]:
        barriers.change_barrier(actor=make.LEAD, at=make.now(), barrier_id=row.id, fields={"closed_on": make.today()})


def block_by_the_whole(task: Task) -> None:
    whole = Barrier.objects.filter(task__isnull=True, closed_on__isnull=True).first()
    make.tick(task, "blocked", barrier_id=(whole or make.barrier(task.golive)).id)


def perform(task: Task, move: str) -> None:
    own: dict[str, Callable[[], object]] = {
        "barrier": lambda: make.barrier(task.golive, task=task),
        "blocked by the whole": lambda: block_by_the_whole(task),
        "close own": lambda: close({"task": task}),
        "close whole": lambda: close({"task__isnull": True}),
        "blocked": lambda: make.tick(task, "blocked", barrier={"kind": "data", "note": "test"}),
    }
    own.get(move, lambda: make.tick(task, move, reason="test"))()


def promises_hold() -> None:
    task = Task.objects.get()
    still_open = Barrier.objects.filter(closed_on__isnull=True)
    assert (task.done_on is not None) == (task.status == "done") == bool(task.done_by)
    assert (task.status == "blocked") == bool(task.status_before_block)
    assert bool(task.reason) == (task.status == "skipped")
    assert task.start_on is not None or task.status != "in_progress"
    if task.status == "blocked":
        assert still_open.exists()
    else:
        assert not still_open.filter(task=task).exists()


@pytest.mark.slow
class AnySequenceOfMoves(TestCase):
    @settings(max_examples=60)
    @given(moves=MOVES)
    def test_keeps_every_promise_and_counts_every_change_once(self, moves: list[str]) -> None:
        task = make.task(make.golive())
        for move in moves:
            before = state()
            try:
                perform(task, move)
            except Problem:
                # `blocked by the whole` may have opened its barrier in a transaction of its own before the refusal.
                if move != "blocked by the whole":
                    assert state() == before
            after = state()
            changed = {key for key in before if before[key] != after[key]}
            assert changed <= {"task", "barriers", "events", "revision"}
            if changed and move != "blocked by the whole":
                assert after["revision"] == before["revision"] + 1
                assert after["events"] > before["events"]
            assert after["task"]["version"] - before["task"]["version"] == (before["task"] != after["task"])
            promises_hold()


@pytest.mark.django_db
def test_what_history_states_as_blocked_without_a_barrier_is_not_stuck() -> None:
    task = make.task(make.golive())
    Task.objects.filter(id=task.id).update(status="blocked")
    assert make.tick(task, "in_progress").status == "in_progress"
    Task.objects.filter(id=task.id).update(status="blocked", status_before_block="in_progress")
    assert make.tick(task).status == "done"


@pytest.mark.django_db
def test_what_a_transition_says_of_its_barrier_does_not_reach_further() -> None:
    task = make.task(make.golive())
    make.tick(task, "blocked", barrier={"kind": "data", "note": "x", "closed_on": make.today(), "task_id": None})
    barrier = Barrier.objects.get()
    assert (barrier.task_id, barrier.closed_on) == (task.id, None)


@pytest.mark.django_db
def test_a_barrier_that_is_closed_or_anothers_blocks_nothing() -> None:
    golive = make.golive()
    task, other = make.task(golive), make.task(golive)
    closed = make.barrier(golive, opened_on=make.days_ago(9), closed_on=make.days_ago(2))
    for barrier in (closed, make.barrier(golive, task=other)):
        with pytest.raises(Problem, match="closed, or blocks another task"):
            make.tick(task, "blocked", barrier_id=barrier.id)
    with pytest.raises(Problem, match="no such barrier"):
        make.tick(task, "blocked", barrier_id=make.barrier(make.golive()).id)


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["done", "skipped"])
def test_the_same_state_twice_is_refused_and_changes_nothing(to: str) -> None:
    task = make.tick(make.task(make.golive()), to, reason="test")
    before = state()
    with pytest.raises(Problem) as refusal:
        make.tick(task, to, reason="test")
    assert refusal.value.slug == "transition-refused"
    assert state() == before


@pytest.mark.django_db
def test_a_blocked_task_is_not_skipped_either() -> None:
    task = make.task(make.golive())
    make.barrier(task.golive, task=task)
    with pytest.raises(Problem, match="Close its barriers"):
        make.tick(task, "skipped", reason="test")


@pytest.mark.django_db
def test_it_is_not_done_before_it_was_begun() -> None:
    task = make.tick(make.task(make.golive()), "in_progress")
    with pytest.raises(Problem, match="cannot be done before"):
        make.tick(task, happened_at=make.noon(make.days_ago(3)))


@pytest.mark.django_db
def test_an_override_needs_a_reason() -> None:
    with pytest.raises(Problem, match="with a reason"):
        make.tick(make.task(make.golive(), gate="live"), override=True)
