"""Barriers: opened, described and closed, and what they do to tasks."""

from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Barrier, Event, Task
from implementation.services import barriers
from tests import factories as make

pytestmark = pytest.mark.django_db


def change(barrier: Barrier, **fields: Any) -> Barrier:
    return barriers.change_barrier(actor=make.MEMBER, at=make.now(), barrier_id=barrier.id, fields=fields)


def close(barrier: Barrier) -> Barrier:
    return change(barrier, closed_on=make.today())


def status(task: Task) -> str:
    return Task.objects.get(id=task.id).status


def test_it_opens_today_unless_said() -> None:
    assert make.barrier(make.golive()).opened_on == make.today()
    assert make.barrier(make.golive(), opened_on=None).opened_on == make.today()
    assert make.barrier(make.golive(), opened_on=make.days_ago(4)).opened_on == make.days_ago(4)


@pytest.mark.parametrize("before", ["todo", "in_progress"])
def test_it_blocks_its_task_and_gives_it_back(before: str) -> None:
    task = make.task(make.golive())
    if before == "in_progress":
        task = make.tick(task, before)
    barrier = make.barrier(task.golive, task=task)
    assert status(task) == "blocked"
    close(barrier)
    row = Task.objects.get(id=task.id)
    assert (row.status, row.status_before_block) == (before, "")


@pytest.mark.parametrize("finished", ["done", "skipped"])
def test_a_finished_task_is_not_blocked_any_more(finished: str) -> None:
    task = make.tick(make.task(make.golive()), finished, reason="test")
    with pytest.raises(Problem, match="reopen it"):
        make.barrier(task.golive, task=task)
    make.barrier(task.golive, task=task, opened_on=make.days_ago(9), closed_on=make.days_ago(2))
    assert status(task) == finished


def test_one_of_history_blocks_nothing() -> None:
    task = make.task(make.golive())
    make.barrier(task.golive, task=task, opened_on=make.days_ago(9), closed_on=make.days_ago(2))
    assert status(task) == "todo"


def test_a_task_of_another_golive_is_refused() -> None:
    with pytest.raises(Problem, match="no task of this go-live"):
        make.barrier(make.golive(), task=make.task(make.golive()))


def test_one_on_the_whole_golive_holds_the_tasks_that_name_it() -> None:
    golive = make.golive()
    named, other = make.task(golive), make.task(golive)
    barrier = make.barrier(golive)
    assert status(named) == "todo"
    make.tick(named, "blocked", barrier_id=barrier.id)
    assert (status(named), status(other)) == ("blocked", "todo")
    close(barrier)
    assert status(named) == "todo"


def test_of_two_on_the_whole_golive_the_last_one_closed_gives_the_task_back() -> None:
    golive = make.golive()
    task, first, second = make.task(golive), make.barrier(golive), make.barrier(golive, kind="data")
    make.tick(task, "blocked", barrier_id=first.id)
    close(second)
    assert status(task) == "blocked"
    close(first)
    assert status(task) == "todo"


def test_closing_one_on_the_whole_golive_returns_the_tasks_that_named_it_and_no_others() -> None:
    golive = make.golive()
    first, second = make.barrier(golive), make.barrier(golive, kind="data")
    of_first, of_second, of_both = (make.task(golive) for _ in range(3))
    make.tick(of_first, "blocked", barrier_id=first.id)
    make.tick(of_second, "blocked", barrier_id=second.id)
    for barrier in (first, second):
        make.tick(of_both, "blocked", barrier_id=barrier.id)
    close(first)
    assert [status(task) for task in (of_first, of_second, of_both)] == ["todo", "blocked", "blocked"]
    close(second)
    assert [status(task) for task in (of_first, of_second, of_both)] == ["todo", "todo", "todo"]


def test_a_barrier_of_its_own_holds_a_task_that_one_on_the_whole_golive_gives_back() -> None:
    golive = make.golive()
    task, whole = make.tick(make.task(golive), "in_progress"), make.barrier(golive)
    make.tick(task, "blocked", barrier_id=whole.id)
    own = make.barrier(golive, task=task)
    close(whole)
    assert status(task) == "blocked"
    close(own)
    assert status(task) == "in_progress"


@pytest.mark.parametrize("words", [{}, {"note": " "}])
def test_what_blocks_a_task_says_why(words: dict[str, str]) -> None:
    task = make.task(make.golive())
    with pytest.raises(Problem) as refusal:
        make.tick(task, "blocked", barrier={"kind": "data", **words})
    assert refusal.value.errors[0].pointer == "/barrier/note"
    with pytest.raises(Problem, match="what blocks it"):
        make.barrier(task.golive, task=task, **{"note": "", **words})
    assert make.tick(task, "blocked", barrier={"kind": "data", "customer_note": "We wait."}).status == "blocked"


def test_a_closed_one_stays_closed() -> None:
    barrier = close(make.barrier(make.golive()))
    with pytest.raises(Problem, match="not reopened"):
        change(barrier, closed_on=None)


def test_mending_the_day_of_a_closed_one_is_no_second_closing() -> None:
    barrier = close(make.barrier(make.golive(), opened_on=make.days_ago(9)))
    change(barrier, closed_on=make.days_ago(1))
    kinds = list(Event.objects.filter(subject="barrier").order_by("id").values_list("kind", flat=True))
    assert kinds == ["barrier.opened", "barrier.closed", "barrier.changed"]


def test_mending_the_day_of_a_closed_one_does_not_free_a_task_that_another_blocks() -> None:
    golive = make.golive()
    task, whole = make.task(golive), make.barrier(golive)
    own = close(make.barrier(golive, task=task, opened_on=make.days_ago(9)))
    make.tick(task, "blocked", barrier_id=whole.id)
    change(own, closed_on=make.days_ago(1))
    assert status(task) == "blocked"


@pytest.mark.parametrize("field", ["opened_on", "closed_on"])
def test_neither_day_lies_in_the_future(field: str) -> None:
    ahead: dict[str, Any] = {field: make.days_ago(-2)}
    with pytest.raises(Problem, match="future"):
        make.barrier(make.golive(), **ahead)
    barrier = make.barrier(make.golive())
    with pytest.raises(Problem, match="future"):
        change(barrier, **ahead)


def test_it_is_the_customers_to_know_once_it_has_a_wording_for_them() -> None:
    make.barrier(make.golive(), note="they are slow")
    assert Event.objects.latest("id").audience == "internal"
    make.barrier(make.golive(), customer_note="We wait for the VPN.")
    assert Event.objects.latest("id").audience == "customer"


def test_a_stale_version_is_refused() -> None:
    barrier = make.barrier(make.golive())
    change(barrier, note="new")
    with pytest.raises(Problem) as stale:
        barriers.change_barrier(actor=make.LEAD, at=make.now(), barrier_id=barrier.id, fields={"note": "x"}, version=1)
    assert stale.value.extra == {"version": 2}
