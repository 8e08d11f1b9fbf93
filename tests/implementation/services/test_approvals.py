"""Sign-offs: by named persons, in rounds, with conditions that become tasks; a gate may need its approval."""

from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Approval, Event, GoLive, Task
from implementation.services import approvals, tasks
from tests import factories as make

pytestmark = pytest.mark.django_db

KEY = Actor(kind=ActorKind.API_KEY, name="bridge", role=Role.MEMBER)


def decide(approval: Approval, to: str = "approved", *, actor: Actor = make.MEMBER, **how: Any) -> Approval:
    return approvals.decide_approval(actor=actor, at=make.now(), approval_id=approval.id, to=to, **how)


def again(approval: Approval, **fields: Any) -> Approval:
    return approvals.request_again(actor=make.MEMBER, at=make.now(), approval_id=approval.id, fields=fields)


def a_gate(golive: GoLive) -> Task:
    return make.task(golive, gate="live", evidence_required=False)


def test_a_gate_is_not_done_before_its_approval_which_the_refusal_names() -> None:
    golive = make.golive()
    gate = a_gate(golive)
    asked = make.approval(golive, task=gate, subject="Privacy", asked="Dr. Lind")
    with pytest.raises(Problem, match=r"“Privacy” by .*, round 1, is requested") as refusal:
        make.tick(gate)
    assert refusal.value.slug == "approval-missing"
    assert [row["approval"] for row in refusal.value.extra["missing"]] == [str(asked.id)]
    decide(asked)
    assert make.tick(gate).status == "done"


def test_every_request_for_it_has_to_be_granted() -> None:
    golive = make.golive()
    gate = a_gate(golive)
    decide(make.approval(golive, task=gate))
    second = make.approval(golive, task=gate, subject="Safety")
    with pytest.raises(Problem, match="Safety"):
        make.tick(gate)
    decide(second, "withdrawn", reason="asked twice")
    assert make.tick(gate).status == "done"


def test_a_task_that_requires_an_approval_nobody_asked_for_says_so() -> None:
    gate = make.task(make.golive(), approval_required=True)
    with pytest.raises(Problem, match="nobody was asked"):
        make.tick(gate)
    assert make.tick(gate, override=True, reason="by phone").status == "done"


def test_other_tasks_need_it_only_where_that_is_said() -> None:
    golive = make.golive()
    free, bound = make.task(golive), make.task(golive)
    make.approval(golive, task=free)
    make.approval(golive, task=bound, required=True)
    assert make.tick(free).status == "done"
    with pytest.raises(Problem, match="needs its approval"):
        make.tick(bound)


def test_only_a_lead_takes_the_need_for_it_away() -> None:
    task = make.task(make.golive(), approval_required=True)
    how: dict[str, Any] = {"at": make.now(), "task_id": task.id, "fields": {"approval_required": False}}
    with pytest.raises(Problem, match="Only a lead"):
        tasks.change_task(actor=make.MEMBER, **how)
    assert not tasks.change_task(actor=make.LEAD, **how).approval_required


def test_after_a_rejection_another_round_counts() -> None:
    golive = make.golive()
    gate = a_gate(golive)
    first = decide(make.approval(golive, task=gate), "rejected", reason="No access log")
    with pytest.raises(Problem, match="round 1, is rejected"):
        make.tick(gate)
    second = again(first, asked="Dr. Birch")
    assert (second.round, second.previous_id, second.subject, second.asked) == (2, first.id, first.subject, "Dr. Birch")
    with pytest.raises(Problem, match="round 2, is requested"):
        make.tick(gate)
    decide(second)
    assert make.tick(gate).status == "done"


def test_a_round_follows_a_rejection_and_only_once() -> None:
    first = make.approval(make.golive())
    with pytest.raises(Problem, match="follows a rejection"):
        again(first)
    decide(first, "rejected", reason="No")
    again(first)
    with pytest.raises(Problem) as twice:
        again(first)
    assert twice.value.slug == "already-exists"
    assert "The next round was asked for already" in twice.value.detail


def test_conditions_become_tasks_and_may_hold_a_gate_up() -> None:
    golive = make.golive()
    gate = a_gate(golive)
    stated = [{"title": "Rotate the secret", "before": gate.id, "owner_side": "vendor"}, {"title": "Tell the board"}]
    approval = decide(make.approval(golive, task=gate), "approved_with_conditions", conditions=stated)
    first, second = approval.condition_tasks.order_by("id")
    assert (first.title, first.category, first.customer_visible) == ("Rotate the secret", "governance", True)
    with pytest.raises(Problem) as refusal:
        make.tick(gate)
    assert [row["title"] for row in refusal.value.extra["missing"]] == ["Rotate the secret"]
    make.tick(first)
    assert (make.tick(gate).status, second.status) == ("done", "todo")


def test_conditions_that_something_waits_for_move_the_plan_at_once_and_once() -> None:
    """The go-live waits for what is due in 200 and in 250 days, and so does its projected day."""
    golive = make.golive(playbook=make.starter(), kickoff_on=make.days_ago(10))
    start = golive.tasks.get(key="go-live")
    stated = [
        {"title": f"Due in {days}", "due_on": make.days_ago(-days), "before": start.id, "owner_side": "vendor"}
        for days in (250, 200)
    ]
    decide(make.approval(golive), "approved_with_conditions", conditions=[*stated, {"title": "Tell the board"}])
    start.refresh_from_db()
    golive.refresh_from_db()
    assert start.planned_start_on == golive.projected_live_on == make.days_ago(-251)
    assert Event.objects.filter(golive=golive, kind="go-live.replanned").count() == 1


@pytest.mark.parametrize(
    ("to", "how", "words"),
    [
        ("rejected", {}, "Say why"),
        ("withdrawn", {"reason": " "}, "Say why"),
        ("approved_with_conditions", {}, "names its conditions"),
        ("approved", {"conditions": [{"title": "x"}]}, "names its conditions"),
        ("approved", {"actor": KEY}, "Name the person"),
        ("approved", {"ago": -2}, "future"),
        ("approved", {"ago": 2}, "state that day or a later one"),
        ("approved", {"version": 7}, "version 7"),
    ],
)
def test_half_a_decision_is_refused(to: str, how: dict[str, Any], words: str) -> None:
    approval = make.approval(make.golive())
    if "ago" in how:
        how = {"on": make.days_ago(how["ago"])}
    with pytest.raises(Problem, match=words):
        decide(approval, to, **how)
    assert Approval.objects.get().status == "requested"
    assert not Event.objects.filter(kind__in=("approval.approved", "approval.rejected")).exists()


def test_a_condition_that_cannot_be_takes_the_decision_along() -> None:
    golive = make.golive()
    elsewhere = make.task(make.golive())
    approval = make.approval(golive)
    with pytest.raises(Problem, match="no task of this go-live"):
        decide(approval, "approved_with_conditions", conditions=[{"title": "x", "before": elsewhere.id}])
    assert Approval.objects.get().status == "requested"
    assert not golive.tasks.exists()


def test_a_decision_is_not_changed() -> None:
    approval = decide(make.approval(make.golive()), decided_by="Dr. Lind")
    assert approval.decided_by == "Dr. Lind"
    with pytest.raises(Problem, match="approved already; ask for another approval"):
        decide(approval, "rejected", reason="on second thoughts")
    with pytest.raises(Problem, match="rejected already; ask for another round"):
        decide(decide(make.approval(make.golive()), "rejected", reason="No"))


def test_a_contact_signs_as_themselves_what_their_side_is_asked_for() -> None:
    golive = make.golive()
    contact = make.person(Role.CONTACT, customer=golive.customer, name="Dr. Lind").as_actor()
    assert decide(make.approval(golive), actor=contact, decided_by="Somebody else").decided_by == "Dr. Lind"
    with pytest.raises(Problem) as unseen:
        decide(make.approval(golive, side="vendor"), actor=contact)
    assert unseen.value.slug == "not-found"


def test_nothing_is_asked_for_a_task_that_is_done() -> None:
    task = make.tick(make.task(make.golive()))
    with pytest.raises(Problem, match="done already"):
        make.approval(task.golive, task=task)
