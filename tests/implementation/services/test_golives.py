"""Go-lives: created from a playbook, moved by the rules."""

from datetime import timedelta

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Task
from implementation.services import golive_transitions, golives
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_playbook_is_laid_out_from_kickoff_to_target() -> None:
    golive = make.golive(playbook=make.starter())
    assert Task.objects.filter(golive=golive).count() == 53
    assert golive.target_on == make.days_ago(60) + timedelta(days=84)
    kickoff_task = Task.objects.get(golive=golive, key="kickoff")
    assert kickoff_task.planned_start_on is not None
    assert kickoff_task.due_on is not None
    assert kickoff_task.dependencies.exists()
    kinds = list(Event.objects.filter(golive=golive).order_by("id").values_list("kind", flat=True))
    assert kinds == ["go-live.created", "task.laid-out"]


def test_core_only_gives_the_short_list() -> None:
    golive = make.golive(playbook=make.starter(), core_only=True)
    tasks = Task.objects.filter(golive=golive)
    assert 15 <= tasks.count() <= 25
    assert all(task.core for task in tasks)


def test_a_target_that_compresses_tasks_is_refused_with_the_earliest_feasible_one() -> None:
    starter = make.starter()
    with pytest.raises(Problem, match="too near") as refusal:
        make.golive(playbook=starter, target_on=make.days_ago(60) + timedelta(days=40))
    earliest = refusal.value.extra["earliest_feasible_on"]
    assert refusal.value.extra["compressed"]
    assert GoLive.objects.count() == 0
    assert make.golive(playbook=starter, target_on=earliest and make.today() + timedelta(days=60)).target_on


def test_a_kickoff_to_come_is_planned_and_the_job_starts_it_on_its_day() -> None:
    golive = make.golive(kickoff_on=make.days_ago(-2))
    assert golive.status == "planned"
    assert golive_transitions.start_due_golives(at=make.now()) == 0
    assert golive_transitions.start_due_golives(at=make.now() + timedelta(days=2)) == 1
    assert GoLive.objects.get().status == "in_progress"


def test_live_waits_for_its_gates_and_lists_them() -> None:
    golive = make.golive()
    gate = make.task(golive, "Agreement signed", gate="live")
    make.task(golive, gate="handover")
    with pytest.raises(Problem) as refusal:
        make.move(golive, "live")
    assert refusal.value.slug == "gates-open"
    assert [row["title"] for row in refusal.value.extra["missing"]] == ["Agreement signed"]
    make.tick(gate, override=True, reason="test")
    assert make.move(golive, "live").status == "live"
    with pytest.raises(Problem, match="1 gate is open"):
        make.move(golive, "handed_over")


def test_nothing_goes_live_on_hold() -> None:
    golive = make.golive()
    make.hold(golive, make.days_ago(3))
    with pytest.raises(Problem, match="on hold"):
        make.move(golive, "live")


def test_live_before_kickoff_is_refused_by_name() -> None:
    with pytest.raises(Problem, match="Live lies before kickoff"):
        make.golive(live_on=make.days_ago(61))


def test_a_lead_rolls_back_with_a_reason_and_a_member_does_not() -> None:
    golive = make.golive(live_on=make.days_ago(3))
    with pytest.raises(Problem, match="Only a lead"):
        make.move(golive, "in_progress", reason="unsafe", actor=make.MEMBER)
    with pytest.raises(Problem, match="Say why"):
        make.move(golive, "in_progress")
    back = make.move(golive, "in_progress", reason="wrong notes in two charts")
    assert (back.status, back.live_on) == ("in_progress", None)


def test_cancelled_and_taken_back() -> None:
    golive = make.golive(cancelled_on=make.days_ago(4))
    assert golive.status == "cancelled"
    with pytest.raises(Problem, match="cannot become live"):
        make.move(golive, "live")
    assert make.move(golive, "in_progress", reason="they called again").status == "in_progress"


def test_the_target_is_not_changed_in_passing() -> None:
    golive = make.golive()
    with pytest.raises(Problem, match="target change"):
        golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"target_on": make.today()})


def test_an_equal_change_is_no_change() -> None:
    golive = make.golive(owner="Ada")
    events = Event.objects.count()
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"owner": "Ada"})
    assert Event.objects.count() == events
    assert GoLive.objects.get().version == golive.version


def test_a_site_of_another_customer_is_refused() -> None:
    with pytest.raises(Problem, match="another customer"):
        make.golive(site=make.site(make.customer()))
