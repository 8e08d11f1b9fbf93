"""Go-lives: created from a playbook, moved by the rules."""

from datetime import date, timedelta

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


def test_a_planned_golive_is_cancelled_before_its_kickoff_which_will_not_be() -> None:
    golive = make.golive(kickoff_on=make.days_ago(-30))
    cancelled = make.move(golive, "cancelled", reason="no budget")
    assert (cancelled.status, cancelled.kickoff_on) == ("cancelled", None)
    assert Event.objects.latest("id").before["kickoff_on"] == make.days_ago(-30).isoformat()
    assert make.move(golive, "planned", reason="they found it").status == "planned"


def test_a_day_of_cancelling_before_a_kickoff_that_took_place_is_a_mistake() -> None:
    with pytest.raises(Problem, match="Cancelled lies before kickoff"):
        make.move(make.golive(), "cancelled", on=make.days_ago(70), reason="test")


@pytest.mark.parametrize(
    ("kickoff", "asked", "found"), [(9, "planned", "in_progress"), (None, "in_progress", "planned")]
)
def test_taken_back_it_is_what_its_dates_say(kickoff: int | None, asked: str, found: str) -> None:
    golive = make.golive(kickoff_on=kickoff and make.days_ago(kickoff))
    make.move(golive, "cancelled", reason="test")
    with pytest.raises(Problem, match=f"By its dates it is {found} then") as refusal:
        make.move(golive, asked, reason="test")
    assert refusal.value.extra == {"allowed": [found]}
    assert make.move(golive, found, reason="test").status == found


def test_started_by_hand_it_began_today_or_on_the_day_that_was_planned() -> None:
    ahead = make.move(make.golive(kickoff_on=make.days_ago(-9)), "in_progress")
    assert (ahead.status, ahead.kickoff_on) == ("in_progress", make.today())
    due = make.golive(kickoff_on=make.days_ago(-1))
    later = make.now() + timedelta(days=3)
    started = golive_transitions.transition_golive(actor=make.LEAD, at=later, golive_id=due.id, to="in_progress")
    assert (started.status, started.kickoff_on) == ("in_progress", make.days_ago(-1))


def test_a_day_ahead_of_utc_counts_as_begun() -> None:
    golive = make.golive(kickoff_on=None)
    late = make.noon(make.today())
    started = golive_transitions.transition_golive(
        actor=make.LEAD, at=late, golive_id=golive.id, to="in_progress", on=make.days_ago(-1)
    )
    assert started.status == "in_progress"


def test_the_same_state_twice_is_refused_with_the_ways_on() -> None:
    golive = make.golive(live_on=make.days_ago(3))
    with pytest.raises(Problem) as refusal:
        make.move(golive, "live")
    assert (refusal.value.slug, refusal.value.extra["allowed"]) == (
        "transition-refused",
        ["handed_over", "in_progress"],
    )


def test_handed_over_is_taken_back_by_a_lead_with_a_reason() -> None:
    golive = make.move(make.golive(live_on=make.days_ago(9)), "handed_over")
    with pytest.raises(Problem, match="Only a lead"):
        make.move(golive, "live", reason="too early", actor=make.MEMBER)
    back = make.move(golive, "live", reason="too early")
    assert (back.status, back.handed_over_on, back.live_on) == ("live", None, make.days_ago(9))


@pytest.mark.parametrize("to", ["live", "cancelled"])
def test_no_state_is_reached_in_the_future(to: str) -> None:
    with pytest.raises(Problem, match="future"):
        make.move(make.golive(), to, on=make.days_ago(-2), reason="test")


def test_what_was_live_ends_and_is_not_cancelled() -> None:
    golive = make.golive(live_on=make.days_ago(9))
    with pytest.raises(Problem, match="cannot become cancelled"):
        make.move(golive, "cancelled", reason="test")
    fields = {"ended_on": make.today()}
    ended = golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)
    assert (ended.status, ended.ended_on) == ("live", make.today())


def test_a_changed_kickoff_changes_the_status_that_follows_from_it() -> None:
    golive = make.golive(kickoff_on=make.days_ago(-9))
    moved = {"kickoff_on": make.days_ago(2)}
    assert (
        golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=moved).status == "in_progress"
    )
    assert Event.objects.latest("id").after == {"kickoff_on": make.days_ago(2).isoformat(), "status": "in_progress"}


def test_a_kickoff_after_the_target_is_refused_unless_one_is_imprecise() -> None:
    golive = make.golive(target_on=make.today())
    with pytest.raises(Problem, match="before the kickoff"):
        golives.change_golive(
            actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"kickoff_on": make.days_ago(-9)}
        )
    make.golive(kickoff_on=make.days_ago(-9), kickoff_on_precision="month", target_on=make.today())


def test_a_production_golive_follows_a_pilot_of_its_customer() -> None:
    customer = make.customer()
    pilot = make.golive(at=customer, stage="pilot")
    assert make.golive(at=customer, pilot=pilot).pilot == pilot
    for wrong in (make.golive(at=customer), make.golive(stage="pilot")):
        with pytest.raises(Problem, match="of stage pilot"):
            make.golive(at=customer, pilot=wrong)
    with pytest.raises(Problem, match="names this one as its pilot"):
        golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=pilot.id, fields={"stage": "production"})


def test_an_imprecise_date_is_stored_as_the_middle_of_its_period() -> None:
    golive = make.golive(contract_signed_on=date(2023, 4, 1), contract_signed_on_precision="quarter")
    assert golive.contract_signed_on == date(2023, 5, 16)
    golives.change_golive(
        actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"contract_signed_on_precision": "year"}
    )
    assert GoLive.objects.get().contract_signed_on == date(2023, 7, 2)


def test_what_is_compressed_is_told_when_it_was_accepted() -> None:
    made = golives.create_golive(
        actor=make.LEAD,
        at=make.now(),
        customer_id=make.customer().id,
        product_id=make.product().id,
        playbook_version_id=make.starter().id,
        allow_compression=True,
        fields={"kickoff_on": make.today(), "target_on": make.today() + timedelta(days=40)},
    )
    assert made.laid
    assert made.laid.compressed
    assert made.laid.earliest_feasible_on == make.today() + timedelta(days=78)


@pytest.mark.parametrize("fields", [{"time_zone": "Mars/Olympus"}, {"country": "usa"}])
def test_a_customer_is_somewhere_on_earth(fields: dict[str, str]) -> None:
    with pytest.raises(Problem, match="Write the"):
        make.customer(**fields)
