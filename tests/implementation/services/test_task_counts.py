"""Counting towards a task's number, and ticking what is counted."""

from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Event, Task
from implementation.services import task_counts, tasks
from tests import factories as make

pytestmark = pytest.mark.django_db


def a_task(target: int | None = 86, **fields: Any) -> Task:
    return make.task(make.golive(), counted="people trained", count_target=target, **fields)


def count(task: Task, *, actor: Actor = make.MEMBER, **how: Any) -> Task:
    return task_counts.count_task(actor=actor, at=make.now(), task_id=task.id, **how)


def test_so_many_are_done_and_so_many_more() -> None:
    task = a_task()
    assert count(task, done=41).count_done == 41
    assert count(task, add=5).count_done == 46
    assert count(task, add=-1).count_done == 45
    event = Event.objects.latest("id")
    assert (event.kind, event.before, event.after) == ("task.counted", {"count_done": 46}, {"count_done": 45})


def test_the_same_number_again_is_no_event() -> None:
    task = count(a_task(), done=41)
    before = Event.objects.count()
    assert count(task, done=41).version == task.version
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("how", "place"),
    [
        ({"done": 87}, "/done"),
        ({"add": 90}, "/add"),
        ({"add": -1}, "/add"),
        ({}, "/done"),
        ({"done": 1, "add": 1}, "/done"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_changes_nothing(how: dict[str, Any], place: str) -> None:
    task = a_task()
    with pytest.raises(Problem) as refusal:
        count(task, **how)
    assert refusal.value.errors[0].pointer == place
    assert Task.objects.get().count_done is None


def test_above_the_target_only_where_that_is_said() -> None:
    assert count(a_task(), done=90, beyond_target=True).count_done == 90
    with pytest.raises(Problem, match="more than all"):
        tasks.change_task(actor=make.LEAD, at=make.now(), task_id=a_task().id, fields={"count_done": 90})
    with pytest.raises(Problem, match="more than all"):
        a_task(count_done=90)


def test_it_is_not_done_before_the_number_is_reached() -> None:
    task = count(a_task(), done=85)
    with pytest.raises(Problem, match="85 of 86") as refusal:
        make.tick(task)
    assert (refusal.value.slug, refusal.value.extra) == ("count-short", {"count_done": 85, "count_target": 86})
    count(task, add=1)
    assert make.tick(task).status == "done"


def test_a_lower_target_or_a_lead_lets_it_be_done() -> None:
    task = count(a_task(), done=80)
    tasks.change_task(actor=make.MEMBER, at=make.now(), task_id=task.id, fields={"count_target": 80})
    assert make.tick(task).status == "done"
    assert make.tick(a_task(), override=True, reason="the rest is on leave").status == "done"
    assert make.tick(a_task(None)).status == "done"


def test_what_is_done_is_counted_no_more() -> None:
    task = make.tick(count(a_task(), done=86))
    with pytest.raises(Problem, match="reopen it"):
        count(task, add=-1)


def test_a_contact_counts_its_own_tasks_and_not_the_vendors() -> None:
    contact = Actor(kind=ActorKind.USER, name="Con", role=Role.CONTACT)
    with pytest.raises(Problem, match="vendor's task"):
        count(a_task(customer_visible=True), actor=contact, done=1)
    assert count(a_task(owner_side="joint"), actor=contact, done=1).count_done == 1


def test_a_count_of_another_version_is_stale() -> None:
    task = count(a_task(), done=1)
    with pytest.raises(Problem) as stale:
        count(task, add=1, version=1)
    assert stale.value.slug == "stale"
