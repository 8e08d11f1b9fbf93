from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.stats.derive import Derived, Facts, Pause, derive, hours_standing, hours_to_date

AS_OF = date(2026, 6, 30)
START = date(2026, 1, 1)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def at(facts: Facts, as_of: date = AS_OF, **choice: str) -> Derived:
    return derive(facts, as_of=as_of, **choice)


def test_a_live_go_live_counts_from_kickoff_to_live() -> None:
    found = at(Facts(START, live=day(90)))
    assert (found.state, found.event, found.days) == ("live", True, 90.0)


def test_an_open_one_counts_to_the_as_of_date_and_is_no_event() -> None:
    found = at(Facts(START), as_of=day(40))
    assert (found.state, found.event, found.days) == ("in_progress", False, 40.0)


def test_a_cancelled_one_stops_at_its_cancellation() -> None:
    found = at(Facts(START, cancelled=day(25)))
    assert (found.state, found.event, found.days) == ("cancelled", False, 25.0)


def test_cancelled_on_the_day_it_went_live_counts_as_live() -> None:
    assert at(Facts(START, live=day(30), cancelled=day(30))).state == "live"


def test_cancelled_after_live_stays_live_and_its_hours_stop_there() -> None:
    found = at(Facts(START, live=day(30), cancelled=day(40)))
    assert (found.state, found.days, found.hours_through) == ("live", 30.0, day(40))


def test_going_live_on_the_kickoff_day_takes_half_a_day() -> None:
    assert at(Facts(START, live=START)).days == 0.5


@pytest.mark.parametrize(
    "facts",
    [Facts(None), Facts(AS_OF + timedelta(days=1)), Facts(START, cancelled=day(-1))],
    ids=["no kickoff", "kickoff ahead", "cancelled before kickoff"],
)
def test_what_never_started_has_no_days(facts: Facts) -> None:
    found = at(facts)
    assert (found.state, found.days, found.flags) == ("not_started", None, ())


def test_live_before_kickoff_is_excluded_as_bad_dates() -> None:
    found = at(Facts(START, live=day(-5)))
    assert (found.state, found.days, found.flags) == ("live", None, ("bad_dates",))


def test_dates_after_the_as_of_date_are_not_known_yet() -> None:
    assert at(Facts(START, live=day(90)), as_of=day(60)).state == "in_progress"
    assert at(Facts(START, cancelled=day(90)), as_of=day(60)).state == "in_progress"


dates = st.none() | st.integers(-50, 250).map(day)
facts_strategy = st.builds(
    Facts,
    kickoff=dates,
    live=dates,
    cancelled=dates,
    contract=dates,
    hypercare_days=st.integers(0, 60),
    holds=st.lists(st.builds(Pause, st.integers(0, 200).map(day), dates), max_size=4).map(tuple),
)


def truncated(facts: Facts, as_of: date) -> Facts:
    """What was on record at the as-of date: later dates had not happened."""

    def past(when: date | None) -> date | None:
        return when if when is None or when <= as_of else None

    holds = tuple(Pause(hold.starts_on, past(hold.ends_on)) for hold in facts.holds if past(hold.starts_on))
    days = (past(facts.kickoff), past(facts.live), past(facts.cancelled), past(facts.contract))
    return Facts(*days, facts.hypercare_days, holds)


@given(facts_strategy, st.integers(-60, 300).map(day), st.sampled_from(["kickoff", "contract"]))
def test_a_past_as_of_sees_only_what_had_happened(facts: Facts, as_of: date, clock: str) -> None:
    for net_of in (None, "holds"):
        seen = derive(facts, as_of=as_of, clock=clock, net_of=net_of)
        assert seen == derive(truncated(facts, as_of), as_of=as_of, clock=clock, net_of=net_of)
        assert seen.days is None or seen.days > 0


def test_the_contract_clock_changes_days_but_not_state() -> None:
    found = at(Facts(START, live=day(90), contract=day(-30)), clock="contract")
    assert (found.state, found.days) == ("live", 120.0)


def test_the_contract_clock_excludes_a_go_live_without_contract() -> None:
    found = at(Facts(START, live=day(90)), clock="contract")
    assert (found.days, found.flags) == (None, ("no_contract",))


def test_overlapping_holds_are_taken_out_once() -> None:
    holds = (Pause(day(10), day(30)), Pause(day(20), day(40)), Pause(day(50), day(55)))
    assert at(Facts(START, live=day(90), holds=holds), net_of="holds").days == 90 - 30 - 5


def test_holds_are_clipped_to_the_time_between_start_and_end() -> None:
    holds = (Pause(day(-20), day(10)), Pause(day(80), day(120)))
    assert at(Facts(START, live=day(90), holds=holds), net_of="holds").days == 70.0


def test_an_open_hold_lasts_until_the_as_of_date() -> None:
    assert at(Facts(START, holds=(Pause(day(10)),)), as_of=day(60), net_of="holds").days == 10.0


def test_a_go_live_on_hold_all_the_time_still_takes_half_a_day() -> None:
    assert at(Facts(START, live=day(9), holds=(Pause(day(-1)),)), net_of="holds").days == 0.5


def test_holds_count_only_when_asked_for() -> None:
    assert at(Facts(START, live=day(90), holds=(Pause(day(10), day(30)),))).days == 90.0


def test_hours_are_due_when_the_hypercare_window_is_over() -> None:
    facts = Facts(START, live=day(60), hypercare_days=30)
    assert (at(facts, as_of=day(89)).hours_due, at(facts, as_of=day(90)).hours_due) == (False, True)
    assert at(facts).hours_through == day(90)


def test_hours_of_an_open_go_live_count_to_the_as_of_date() -> None:
    found = at(Facts(START), as_of=day(40))
    assert (found.hours_due, found.hours_through) == (False, day(40))


def test_no_hours_on_a_finished_go_live_are_missing_not_zero() -> None:
    finished = at(Facts(START, live=day(60)))
    assert hours_standing(finished, 0.0) == hours_standing(finished, None)
    assert (hours_standing(finished, 0.0).missing, hours_standing(finished, 3.0).complete) == (True, True)


def test_hours_in_hypercare_are_neither_complete_nor_missing() -> None:
    standing = hours_standing(at(Facts(START, live=day(60)), as_of=day(70)), 0.0)
    assert (standing.complete, standing.missing) == (False, False)


def test_entries_after_the_last_counted_day_are_left_out() -> None:
    assert hours_to_date([(day(2), 1.5), (day(1), 2.0), (day(3), 8.0)], day(2)) == 3.5
    assert hours_to_date([(day(2), 1.5)], None) == 0.0


@pytest.mark.parametrize("hours", [-1.0, float("nan"), float("inf")])
def test_impossible_entries_are_refused_by_name(hours: float) -> None:
    with pytest.raises(ValueError, match="hours of the entry on 2026-01-02"):
        hours_to_date([(day(1), hours)], AS_OF)


@pytest.mark.parametrize("as_of", ["2026-06-30", None, datetime(2026, 6, 30, 12, 0)])  # noqa: DTZ001
def test_an_as_of_of_unknown_type_is_refused_by_name(as_of: object) -> None:
    with pytest.raises(ValueError, match="as_of"):
        derive(Facts(START), as_of=as_of)  # type: ignore[arg-type]


@pytest.mark.parametrize("choice", [{"clock": "wall"}, {"net_of": "weekends"}])
def test_an_unknown_clock_or_net_is_refused_by_name(choice: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(choice))):
        derive(Facts(START), as_of=AS_OF, **choice)
