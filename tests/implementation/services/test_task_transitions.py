"""Tasks move by the rules of the work."""

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Barrier, Event, Task
from implementation.services import barriers, evidence
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_done_carries_the_day_and_who_ticked_it() -> None:
    task = make.tick(make.task(make.golive()), actor=make.MEMBER)
    assert (task.status, task.done_on, task.done_by) == ("done", make.today(), "Mem Ber")


def test_done_waits_for_its_prerequisites_and_names_them() -> None:
    golive = make.golive()
    first = make.task(golive, "First")
    second = make.task(golive, "Second", after=[first])
    with pytest.raises(Problem) as refusal:
        make.tick(second)
    assert refusal.value.slug == "prerequisites-open"
    assert [row["title"] for row in refusal.value.extra["missing"]] == ["First"]
    make.tick(first)
    assert make.tick(second).status == "done"


def test_a_skipped_prerequisite_counts_as_finished() -> None:
    golive = make.golive()
    first = make.task(golive)
    second = make.task(golive, after=[first])
    make.tick(first, "skipped", reason="not needed here")
    assert make.tick(second).status == "done"


def test_a_gate_needs_its_evidence() -> None:
    gate = make.task(make.golive(), gate="live")
    with pytest.raises(Problem, match="needs evidence"):
        make.tick(gate)
    evidence.add_evidence(
        actor=make.MEMBER, at=make.now(), task_id=gate.id, fields={"title": "Signed", "note": "filed"}
    )
    assert make.tick(gate).status == "done"


def test_a_lead_overrides_with_a_reason_that_is_kept_and_a_member_does_not() -> None:
    gate = make.task(make.golive(), gate="live")
    with pytest.raises(Problem, match="Only a lead"):
        make.tick(gate, actor=make.MEMBER, override=True, reason="in a hurry")
    assert make.tick(gate, override=True, reason="shown by phone").reason == "shown by phone"


@pytest.mark.parametrize("reason", ["", "  "])
def test_skipping_needs_a_reason(reason: str) -> None:
    with pytest.raises(Problem, match="why the task is skipped"):
        make.tick(make.task(make.golive()), "skipped", reason=reason)


def test_only_a_lead_skips_a_gate() -> None:
    gate = make.task(make.golive(), gate="live")
    with pytest.raises(Problem, match="Only a lead skips"):
        make.tick(gate, "skipped", reason="small site", actor=make.MEMBER)
    assert make.tick(gate, "skipped", reason="small site").status == "skipped"


def test_a_customer_ticks_its_own_tasks_and_not_the_vendors() -> None:
    golive = make.golive()
    contact = Actor(ActorKind.USER, "Con Tact", role=Role.CONTACT, customer_id=golive.customer_id)
    with pytest.raises(Problem, match="vendor's task"):
        make.tick(make.task(golive, customer_visible=True), actor=contact)
    theirs = make.tick(make.task(golive, owner_side="customer"), actor=contact)
    assert theirs.done_by == "Con Tact"
    hidden = make.task(golive, owner_side="customer", customer_visible=False)
    for beyond in (hidden, make.task(make.golive(), owner_side="customer")):
        with pytest.raises(Problem, match="no such task"):
            make.tick(beyond, actor=contact)


def test_blocked_opens_a_barrier_and_closing_it_returns_the_task() -> None:
    task = make.tick(make.task(make.golive()), "in_progress")
    task = make.tick(task, "blocked", barrier={"kind": "integration", "note": "VPN refused"})
    barrier = Barrier.objects.get(task=task)
    assert (task.status, barrier.opened_on) == ("blocked", make.today())
    barriers.change_barrier(actor=make.MEMBER, at=make.now(), barrier_id=barrier.id, fields={"closed_on": make.today()})
    assert Task.objects.get(id=task.id).status == "in_progress"


def test_a_task_stays_blocked_until_its_last_barrier_is_closed() -> None:
    golive = make.golive()
    task = make.task(golive)
    two = [make.barrier(golive, task=task), make.barrier(golive, task=task, kind="data")]
    for barrier, left in zip(two, ["blocked", "todo"], strict=True):
        barriers.change_barrier(
            actor=make.MEMBER, at=make.now(), barrier_id=barrier.id, fields={"closed_on": make.today()}
        )
        assert Task.objects.get(id=task.id).status == left


def test_blocked_without_a_barrier_says_what_to_name() -> None:
    with pytest.raises(Problem, match="what blocks it"):
        make.tick(make.task(make.golive()), "blocked")


def test_blocked_does_not_become_done_before_its_barrier_is_closed() -> None:
    golive = make.golive()
    task = make.task(golive)
    make.barrier(golive, task=task)
    with pytest.raises(Problem, match="Close its barriers"):
        make.tick(task)


def test_done_is_reopened_until_the_golive_is_handed_over() -> None:
    golive = make.golive(live_on=make.days_ago(5))
    task = make.tick(make.task(golive))
    assert make.tick(task, "in_progress").done_on is None
    make.tick(task)
    make.move(golive, "handed_over")
    with pytest.raises(Problem, match="not reopened"):
        make.tick(task, "in_progress")


def test_a_stale_version_changes_nothing() -> None:
    task = make.task(make.golive())
    make.tick(task, "in_progress")
    with pytest.raises(Problem) as stale:
        make.tick(task, version=task.version)
    assert stale.value.slug == "stale"
    assert Task.objects.get(id=task.id).status == "in_progress"


def test_a_transition_is_one_event_and_one_revision() -> None:
    golive = make.golive()
    task = make.task(golive)
    golive.refresh_from_db()
    before = Event.objects.count()
    make.tick(task, reason="")
    event = Event.objects.latest("id")
    assert Event.objects.count() == before + 1
    assert (event.kind, event.before["status"], event.after["status"]) == ("task.done", "todo", "done")
    revision = golive.revision
    golive.refresh_from_db()
    assert golive.revision == revision + 1


def test_facts_are_not_stated_of_the_future() -> None:
    with pytest.raises(Problem, match="future"):
        make.tick(make.task(make.golive()), happened_at=make.noon(make.days_ago(-3)))
