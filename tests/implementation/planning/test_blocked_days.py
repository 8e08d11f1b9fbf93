"""Where days went, by hand-computed figures and by what must always hold."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from implementation.planning.blocked_days import blocked_days, counted_window, split_days
from implementation.planning.intervals import Interval, total_days, without

START = date(2026, 1, 1)


def at(start: int, end: int) -> Interval:
    return Interval(START + timedelta(days=start), START + timedelta(days=end))


def day(number: int) -> date:
    return START + timedelta(days=number)


spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 15)).map(lambda p: at(p[0], sum(p))), max_size=4)
by_side = st.dictionaries(st.sampled_from(["vendor", "customer", "external"]), spans)


def test_two_sides_share_their_days_and_a_hold_takes_its_own() -> None:
    # Vendor blocks days 0-9, customer 5-14; the hold covers 8-11. Shared and not held: 5, 6, 7.
    found = split_days(at(0, 30), holds=[at(8, 12)], by_side={"vendor": [at(0, 10)], "customer": [at(5, 15)]})
    assert found.held == 4
    assert found.blocked == {"vendor": Fraction(13, 2), "customer": Fraction(9, 2)}
    assert found.free == 30 - 4 - 11


def test_what_lies_outside_the_window_delayed_nothing() -> None:
    found = blocked_days({"data": [at(-10, 2)], "trust": [at(40, 50)]}, at(0, 30))
    assert (found.total, found.attributed, found.exclusive) == (2, {"data": 2}, {"data": Fraction(2)})


def test_without_a_window_nothing_is_blocked() -> None:
    assert blocked_days({"data": [at(0, 2)]}, None).total == 0


@pytest.mark.parametrize(
    ("dates", "window"),
    [
        ({"kickoff": day(0)}, at(0, 20)),
        ({"kickoff": day(0), "live": day(9)}, at(0, 9)),
        ({"kickoff": day(0), "live": day(21)}, at(0, 20)),
        ({"kickoff": day(0), "cancelled": day(4)}, at(0, 4)),
        ({"kickoff": day(21)}, None),
        ({"kickoff": None}, None),
        ({"kickoff": day(5), "live": day(3)}, None),
    ],
)
def test_the_days_that_count(dates: dict[str, date | None], window: Interval | None) -> None:
    known = {"live": None, "cancelled": None, **dates}
    assert counted_window(**known, as_of=day(20)) == window


@given(spans, by_side, st.integers(0, 40))
def test_every_day_of_the_window_is_told_once(
    holds: list[Interval], barriers: dict[str, list[Interval]], length: int
) -> None:
    found = split_days(at(0, length), holds=holds, by_side=barriers)
    assert found.held + sum(found.blocked.values()) + found.free == length
    assert found.free >= 0


@given(spans, spans)
def test_what_is_cut_out_is_gone_and_nothing_else(some: list[Interval], holes: list[Interval]) -> None:
    left = without(some, holes)
    assert total_days([*left, *holes]) == total_days([*some, *holes])
    assert total_days(left) + total_days(holes) == total_days([*some, *holes])
