from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from implementation.planning.intervals import (
    Interval,
    attributed_days,
    clipped,
    days_net_of,
    exclusive_days,
    known_by,
    total_days,
    union,
)

START = date(2026, 1, 1)
MONTH = (0, 30)


def at(start: int, end: int) -> Interval:
    return Interval(START + timedelta(days=start), START + timedelta(days=end))


spans = st.tuples(st.integers(0, 40), st.integers(0, 15)).map(lambda pair: at(pair[0], sum(pair)))
by_kind = st.dictionaries(st.sampled_from(["data", "trust", "workflow"]), st.lists(spans, max_size=5))


def days_in(intervals: list[Interval]) -> set[date]:
    return {one.start + timedelta(days=n) for one in intervals for n in range(one.days)}


def test_overlapping_and_meeting_intervals_become_one() -> None:
    assert union([at(10, 12), at(0, 3), at(2, 5), at(5, 6)]) == (at(0, 6), at(10, 12))


def test_opened_and_closed_on_one_day_covers_no_day() -> None:
    assert union([at(4, 4)]) == ()
    assert total_days([at(4, 4)]) == 0


def test_an_interval_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="Swap the two dates"):
        at(5, 4)


def test_what_is_open_runs_to_the_day_of_the_question() -> None:
    assert known_by(START, None, START + timedelta(days=9)) == at(0, 9)


def test_what_closes_later_was_open_on_the_day_of_the_question() -> None:
    assert known_by(START, START + timedelta(days=20), START + timedelta(days=9)) == at(0, 9)


def test_what_opens_later_is_not_known() -> None:
    assert known_by(START + timedelta(days=1), None, START) is None


def test_parts_outside_the_window_are_dropped() -> None:
    assert clipped([at(-5, 3), at(28, 50), at(40, 41)], at(*MONTH)) == (at(0, 3), at(28, 30))


def test_overlapping_pauses_are_taken_off_once() -> None:
    assert days_net_of(at(*MONTH), [at(-3, 5), at(3, 10), at(25, 99)]) == 30 - 10 - 5


def test_two_barriers_at_a_time_are_attributed_in_full_and_split_equally() -> None:
    barriers = {"data": [at(0, 10), at(5, 9)], "trust": [at(6, 12)], "workflow": []}
    assert attributed_days(barriers) == {"data": 10, "trust": 6, "workflow": 0}
    assert exclusive_days(barriers) == {"data": 8, "trust": 4, "workflow": 0}


def test_three_at_a_time_take_a_third_each() -> None:
    assert exclusive_days({"a": [at(0, 1)], "b": [at(0, 1)], "c": [at(0, 1)]})["a"] == Fraction(1, 3)


def test_no_barrier_no_days() -> None:
    assert exclusive_days({}) == {}


@given(st.lists(spans))
def test_the_union_covers_the_same_days_without_overlap(intervals: list[Interval]) -> None:
    merged = list(union(intervals))
    assert days_in(merged) == days_in(intervals)
    assert total_days(intervals) == len(days_in(intervals))
    assert all(one.end < later.start for one, later in pairwise(merged))


@given(by_kind)
def test_split_days_add_up_to_the_days_blocked_at_all(barriers: dict[str, list[Interval]]) -> None:
    everything = [one for intervals in barriers.values() for one in intervals]
    assert sum(exclusive_days(barriers).values()) == total_days(everything)


@given(by_kind)
def test_each_kind_gets_its_share_of_every_day(barriers: dict[str, list[Interval]]) -> None:
    days = {kind: days_in(intervals) for kind, intervals in barriers.items()}
    for kind, share in exclusive_days(barriers).items():
        assert share == sum(Fraction(1, sum(day in other for other in days.values())) for day in days[kind])


@given(st.lists(spans), spans)
def test_net_days_are_those_no_pause_covers(pauses: list[Interval], window: Interval) -> None:
    assert days_net_of(window, pauses) == len(days_in([window]) - days_in(pauses))
