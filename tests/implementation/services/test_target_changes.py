"""The target moves with a reason, and its history is kept."""

from datetime import date, timedelta

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, TargetChange
from tests import factories as make

pytestmark = pytest.mark.django_db


def in_a_month() -> date:
    return make.days_ago(-30)


def test_a_first_target_is_a_move_from_none() -> None:
    move = make.target_moved(make.golive(), in_a_month(), barrier="")
    assert (move.old_target_on, move.announced_on) == (None, make.today())


def test_the_history_is_a_chain_and_the_golive_stands_at_its_end() -> None:
    golive = make.golive(target_on=make.today())
    for days in (10, 20, 5):
        make.target_moved(golive, make.today() + timedelta(days=days))
    moves = list(TargetChange.objects.order_by("id").values_list("old_target_on", "new_target_on"))
    assert [old for old, _ in moves[1:]] == [new for _, new in moves[:-1]]
    assert GoLive.objects.get().target_on == moves[-1][1]
    assert Event.objects.latest("id").reason == "test"


def test_it_moves_one_version_and_one_revision() -> None:
    golive = make.golive(target_on=make.today())
    make.target_moved(golive, in_a_month())
    moved = GoLive.objects.get()
    assert (moved.version, moved.revision) == (golive.version + 1, golive.revision + 1)


def test_an_equal_target_moves_nothing() -> None:
    golive = make.golive(target_on=in_a_month())
    with pytest.raises(Problem, match="equals the present one") as refusal:
        make.target_moved(golive, in_a_month())
    assert refusal.value.errors[0].pointer == "/new_target_on"
    assert not TargetChange.objects.exists()


def test_the_same_day_less_exactly_known_is_a_move() -> None:
    golive = make.golive(target_on=in_a_month())
    make.target_moved(golive, in_a_month(), new_target_on_precision="month", barrier="")
    assert GoLive.objects.get().target_on_precision == "month"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(reason: str) -> None:
    with pytest.raises(Problem, match="Say why"):
        make.target_moved(make.golive(), in_a_month(), reason=reason)


@pytest.mark.parametrize("barrier", ["", "weather"])
def test_later_needs_a_barrier_of_the_list(barrier: str) -> None:
    with pytest.raises(Problem, match="name the barrier, one of integration, workflow"):
        make.target_moved(make.golive(target_on=make.today()), in_a_month(), barrier=barrier)


def test_a_wrong_barrier_is_refused_where_none_is_needed_too() -> None:
    with pytest.raises(Problem, match=r"barrier: .*not a valid choice"):
        make.target_moved(make.golive(target_on=in_a_month()), make.today(), barrier="weather")


def test_a_slip_is_taken_back_on_its_day_as_often_as_needed() -> None:
    golive = make.golive(target_on=make.days_ago(9))
    meant, slip = in_a_month(), in_a_month() + timedelta(days=300)
    for target in (meant, slip, meant, slip, meant):
        make.target_moved(golive, target, barrier="unknown")
    moves = TargetChange.objects.order_by("id").values_list("new_target_on", "again")
    assert list(moves) == [(meant, 0), (slip, 0), (meant, 1), (slip, 1), (meant, 2)]
    assert GoLive.objects.get().target_on == meant


def test_live_and_over_means_that_the_target_stays() -> None:
    for golive in (make.golive(live_on=make.days_ago(3)), make.golive(cancelled_on=make.days_ago(3))):
        with pytest.raises(Problem, match="does not move any more"):
            make.target_moved(golive, in_a_month())


def test_it_does_not_move_before_the_kickoff() -> None:
    golive = make.golive(kickoff_on=make.days_ago(10), target_on=in_a_month())
    with pytest.raises(Problem, match="before the kickoff"):
        make.target_moved(golive, make.days_ago(11))
    assert GoLive.objects.get().target_on == in_a_month()
    make.target_moved(golive, make.days_ago(11), new_target_on_precision="quarter")


def test_it_is_announced_today_or_earlier() -> None:
    with pytest.raises(Problem, match="future"):
        make.target_moved(make.golive(), in_a_month(), announced_on=make.days_ago(-2))
    day = make.days_ago(3)
    assert make.target_moved(make.golive(), in_a_month(), announced_on=day).announced_on == day


def test_a_stale_version_is_refused() -> None:
    golive = make.golive()
    make.target_moved(golive, in_a_month())
    with pytest.raises(Problem, match="You have version"):
        make.target_moved(golive, make.today(), version=golive.version)
