"""Figures worked out by hand from a few facts, as of any day."""

from datetime import date
from typing import Any

import pytest

from tests import factories as make
from tests.tracking.facts import DAY, blocked, corrected, measured, measures_of, voided

pytestmark = pytest.mark.django_db


def test_a_live_golive_is_measured_from_kickoff_to_live() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 2))
    found = measured(golive)
    assert (found.state, found.days, found.censored) == ("live", 60, False)


def test_an_open_golive_counts_its_days_so_far_as_a_lower_bound() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    found = measured(golive, as_of=date(2026, 1, 31))
    assert (found.state, found.days, found.censored) == ("in_progress", 30, True)


def test_live_on_the_day_of_kickoff_counts_half_a_day() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 1, 1))
    assert measured(golive).days == 0.5


def test_a_golive_without_kickoff_is_listed_and_not_measured() -> None:
    golive = make.golive(kickoff_on=None)
    found = measured(golive)
    assert (found.state, found.days, found.censored) == ("not_started", None, False)


def test_a_cancelled_golive_stops_counting_that_day() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), cancelled_on=date(2026, 1, 11))
    found = measured(golive)
    assert (found.state, found.days, found.censored) == ("cancelled", 10, True)


def test_days_from_the_contract_need_its_date() -> None:
    signed = make.golive(kickoff_on=date(2026, 1, 11), contract_signed_on=date(2026, 1, 1), live_on=date(2026, 2, 1))
    unsigned = make.golive(kickoff_on=date(2026, 1, 11), live_on=date(2026, 2, 1))
    assert (measured(signed).days, measured(signed).days_from_contract) == (21, 31)
    assert measured(unsigned).days_from_contract is None


def test_the_last_day_of_a_hold_is_on_hold_too() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    make.hold(golive, date(2026, 1, 10), date(2026, 1, 14))
    found = measured(golive, as_of=date(2026, 1, 31))
    assert (found.days, found.days_net_of_holds) == (30, 25)


def test_an_open_hold_runs_to_the_as_of_day() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    make.hold(golive, date(2026, 1, 21))
    assert measured(golive, as_of=date(2026, 1, 31)).days_net_of_holds == 20


def test_a_hold_that_ended_later_was_still_open_then() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    make.hold(golive, date(2026, 1, 21), date(2026, 2, 20))
    assert measured(golive, as_of=date(2026, 1, 31)).days_net_of_holds == 20


def test_hours_with_the_customer_are_hand_holding() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    make.hours(golive, 3, on=date(2026, 1, 5), activity="training")
    make.hours(golive, 2, on=date(2026, 1, 6), activity="training", with_customer=False)
    make.hours(golive, 1.5, on=date(2026, 1, 6), activity="integration")
    found = measured(golive)
    assert (found.handholding_minutes, found.total_minutes) == (270, 390)
    assert found.minutes_by_activity == {"integration": 90, "training": 300}


def test_a_correction_replaces_the_entry() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    wrong = make.hours(golive, 8, on=date(2026, 1, 5))
    corrected(wrong, minutes=60)
    assert measured(golive).total_minutes == 60


def test_a_voided_entry_counts_no_more() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    voided(make.hours(golive, 8, on=date(2026, 1, 5)))
    assert measured(golive).total_minutes == 0


@pytest.mark.parametrize(("on", "counted"), [(date(2026, 3, 3), 60), (date(2026, 3, 4), 0)])
def test_hours_count_to_the_last_day_of_hypercare(on: date, counted: int) -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1), hypercare_days=2)
    make.hours(golive, 1, on=on)
    assert measured(golive).total_minutes == counted


def test_hours_after_the_hand_over_count_while_hypercare_lasts() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1), hypercare_days=30)
    make.move(golive, "handed_over", on=date(2026, 3, 5))
    make.hours(golive, 1, on=date(2026, 3, 20))
    make.hours(golive, 1, on=date(2026, 4, 20))
    found = measured(golive)
    assert (found.total_minutes, found.state) == (60, "live")


def test_hours_after_a_cancelling_do_not_count() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), cancelled_on=date(2026, 1, 11))
    make.hours(golive, 1, on=date(2026, 1, 11))
    make.hours(golive, 1, on=date(2026, 1, 12))
    assert measured(golive).total_minutes == 60


def test_hours_are_complete_once_hypercare_is_over_and_some_were_logged() -> None:
    logged = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1), hypercare_days=2)
    make.hours(logged, 1, on=date(2026, 2, 1))
    silent = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1), hypercare_days=2)
    during, after = (measured(logged, as_of=date(2026, 3, day)) for day in (2, 3))
    assert [(during.hours_due, during.hours_complete), (after.hours_due, after.hours_complete)] == [
        (False, False),
        (True, True),
    ]
    assert (measured(silent).hours_due, measured(silent).hours_complete) == (True, False)


def test_active_weeks_are_those_in_which_a_task_or_barrier_changed() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    # Monday and Sunday of one week, and the Monday after
    blocked(golive, "data", date(2026, 1, 5), date(2026, 1, 11))
    make.tick(make.task(golive), "in_progress", happened_at=make.noon(date(2026, 1, 12)))
    make.hours(golive, 1, on=date(2026, 1, 7))
    make.hours(golive, 1, on=date(2026, 1, 8))
    make.hours(golive, 1, on=date(2026, 1, 28))
    found = measured(golive)
    assert (found.active_weeks, found.logged_weeks) == (2, 1)


def test_weeks_after_the_hand_over_are_not_active() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1))
    blocked(golive, "data", date(2026, 1, 5), date(2026, 3, 20))
    make.move(golive, "handed_over", on=date(2026, 3, 10))
    assert measured(golive).active_weeks == 1


def test_days_blocked_are_told_whole_and_shared() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1))
    blocked(golive, "integration", date(2026, 1, 10), date(2026, 1, 20))
    blocked(golive, "data", date(2026, 1, 15), date(2026, 1, 25))
    found = measured(golive)
    assert found.days_blocked == 15
    assert found.days_blocked_attributed == {"data": 10, "integration": 10}
    assert found.days_blocked_exclusive == {"data": 7.5, "integration": 7.5}


def test_only_days_between_kickoff_and_live_are_blocked() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 10), live_on=date(2026, 1, 20))
    blocked(golive, "trust", date(2026, 1, 5), date(2026, 1, 12))
    blocked(golive, "data", date(2026, 1, 18), None)
    blocked(golive, "workflow", date(2026, 2, 1), date(2026, 2, 9))
    assert measured(golive).days_blocked_attributed == {"data": 2, "trust": 2}


def test_what_lies_after_the_as_of_day_is_unknown() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 3, 1), target_on=date(2026, 2, 1))
    make.hours(golive, 1, on=date(2026, 1, 5))
    make.hours(golive, 1, on=date(2026, 2, 5))
    blocked(golive, "data", date(2026, 1, 8), date(2026, 2, 8))
    found = measured(golive, as_of=date(2026, 1, 10))
    assert (found.state, found.days, found.total_minutes) == ("in_progress", 9, 60)
    assert (found.days_blocked, found.slip_final) == (2, False)


def test_many_golives_take_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    golives = [make.golive(kickoff_on=date(2026, 1, 1)) for _ in range(5)]
    for golive in golives:
        make.hours(golive, 1, on=DAY)
        make.hold(golive, date(2026, 1, 10), date(2026, 1, 14))
    # go-lives, holds, target changes, barriers, sums of minutes, weeks
    with django_assert_num_queries(6):
        measures_of(golives)
