"""Aalen-Johansen against a case worked by hand, against lifelines, and against what must add up."""

import numpy as np
import pytest
from lifelines import AalenJohansenFitter

from tracking.stats.arrays import BoolArray, FloatArray
from tracking.stats.competing import aalen_johansen, many_cancelled, median_time_live, reported
from tracking.stats.survival import kaplan_meier, quantile


def drawn(seed: int, n: int) -> tuple[FloatArray, BoolArray, BoolArray]:
    rng = np.random.default_rng(seed)
    days = np.exp(rng.normal(5, 0.5, n))
    cause = rng.choice(3, n, p=[0.3, 0.5, 0.2])
    return days, cause == 1, cause == 2


def test_tied_times_share_those_at_risk() -> None:
    """By hand: 8 at risk; one censored at 1; one of 7 live at 2; two of 5 cancelled at 3; the last cancelled at 6."""
    days = np.array([1.0, 2, 2, 3, 3, 3, 5, 6])
    live = np.array([0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    cancelled = np.array([0, 0, 0, 1, 0, 1, 0, 1], dtype=bool)
    found = aalen_johansen(days, live, cancelled)
    assert found.time.tolist() == [2.0, 3.0, 6.0]
    assert found.live == pytest.approx([1 / 7, 1 / 7, 1 / 7], abs=1e-12)
    assert found.cancelled == pytest.approx([0, 6 / 7 * 2 / 5, 6 / 7], abs=1e-12)
    assert found.open == pytest.approx([6 / 7, 18 / 35, 0], abs=1e-12)


def test_without_ties_it_agrees_with_lifelines() -> None:
    days, live, cancelled = drawn(3, 60)
    other = AalenJohansenFitter().fit(days, live * 1 + cancelled * 2, event_of_interest=1)
    found = aalen_johansen(days, live, cancelled)
    theirs = other.cumulative_density_.loc[found.time].to_numpy()[:, 0]
    assert found.live == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_live_cancelled_and_open_add_up_to_one(seed: int) -> None:
    days, live, cancelled = drawn(seed, 40)
    found = aalen_johansen(np.ceil(days / 10), live, cancelled)
    assert found.live + found.cancelled + found.open == pytest.approx(np.ones(found.time.size), abs=1e-12)


def test_without_cancelled_ones_its_median_is_that_of_kaplan_meier() -> None:
    for seed in range(10):
        days, live, cancelled = drawn(seed, 15)
        found = aalen_johansen(days, live | cancelled, np.zeros(15, dtype=bool))
        assert median_time_live(found) == quantile(kaplan_meier(days, live | cancelled), 0.5).value


def test_half_exactly_is_the_midpoint_to_the_next_go_live() -> None:
    days = np.array([10.0, 20, 30, 40])
    live = np.array([True, True, False, True])
    assert median_time_live(aalen_johansen(days, live, ~live)) == 30.0


def test_too_many_cancelled_have_no_median() -> None:
    days = np.array([10.0, 20, 30])
    live = np.array([True, False, False])
    assert median_time_live(aalen_johansen(days, live, ~live)) is None


def test_shares_are_reported_as_far_as_anyone_was_followed() -> None:
    days = np.array([50.0, 90, 100, 200])
    live = np.array([True, True, False, False])
    cancelled = np.array([False, False, True, False])
    told = reported(aalen_johansen(days, live, cancelled))
    assert [(at["t"], at["live_by"], at["cancelled_by"]) for at in told] == [(90.0, 0.5, 0.0), (180.0, 0.5, 0.25)]


def test_before_the_first_ended_nobody_is_live() -> None:
    none = np.zeros(2, dtype=bool)
    told = reported(aalen_johansen(np.array([100.0, 120.0]), none, none))
    assert told == [{"t": 90.0, "live_by": 0.0, "cancelled_by": 0.0}]


def test_a_tenth_cancelled_is_not_many() -> None:
    assert (many_cancelled(9, 1), many_cancelled(8, 1), many_cancelled(0, 0)) == (False, True, False)
