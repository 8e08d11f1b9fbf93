"""Theil-Sen and Kendall against pymannkendall, scipy and every permutation there is."""

from itertools import permutations

import numpy as np
import pymannkendall
import pytest
from scipy.stats import kendalltau, theilslopes

from tests.tracking.stats.samples import draw
from tracking.stats.arrays import BoolArray, FloatArray
from tracking.stats.robust import Kendall, certain_order, kendall, theil_sen, thinned


def uncensored(seed: int, n: int) -> tuple[FloatArray, FloatArray, BoolArray]:
    sample = draw(seed, n, open_share=0.0)
    return sample.y, sample.x, np.ones(n, dtype=np.bool_)


@pytest.mark.parametrize("n", [11, 40, 150])
@pytest.mark.parametrize("rounded", [False, True])
def test_kendall_agrees_with_pymannkendall_also_with_ties(n: int, rounded: bool) -> None:
    y, x, event = uncensored(n, n)
    y = np.round(y, 1) if rounded else y
    other = pymannkendall.original_test(y)
    found = kendall(y, x, event)
    assert found.s == other.s
    assert found.variance == pytest.approx(other.var_s, rel=1e-9)
    assert [found.z, found.p] == pytest.approx([other.z, other.p], abs=1e-9)
    assert found.tau == pytest.approx(other.Tau, abs=1e-12)


@pytest.mark.parametrize("n", [5, 7, 10])
def test_small_samples_have_the_exact_p_of_scipy(n: int) -> None:
    for seed in range(8):
        y, x, event = uncensored(seed, n)
        assert kendall(y, x, event).p == pytest.approx(kendalltau(x, y, method="exact").pvalue, abs=1e-12)


@pytest.mark.parametrize("n", [6, 24, 77])
def test_the_uncensored_slope_and_its_limits_are_those_of_scipy(n: int) -> None:
    for seed in range(5):
        y, x, event = uncensored(seed, n)
        other = theilslopes(y, x)
        found = theil_sen(y, x, event)
        assert (found.slope, found.lo, found.hi) == pytest.approx(
            (other.slope, other.low_slope, other.high_slope), abs=1e-12
        )


def test_tied_ranks_and_values_keep_scipys_limits() -> None:
    x = np.log(np.repeat([2.0, 5.0, 8.0, 11.0, 14.0], 3))
    y = np.round(5 - 0.3 * x + 0.2 * np.random.default_rng(4).standard_normal(15), 1)
    other = theilslopes(y, x)
    found = theil_sen(y, x, np.ones(15, dtype=np.bool_))
    assert (found.lo, found.hi) == pytest.approx((other.low_slope, other.high_slope), abs=1e-12)


def test_the_variance_is_that_over_all_orders_of_censored_values() -> None:
    y = np.array([3.0, 1.0, 2.0, 2.0, 5.0, 4.0])
    event = np.array([True, True, False, True, True, False])
    x = np.array([1.0, 2.5, 2.5, 4.0, 5.0, 6.0])
    every = [kendall(y[list(order)], x, event[list(order)]).s for order in permutations(range(6))]
    assert float(np.mean(every)) == pytest.approx(0.0, abs=1e-12)
    assert kendall(y, x, event).variance == pytest.approx(float(np.var(every)), rel=1e-12)


def test_only_pairs_whose_order_is_certain_count() -> None:
    y = np.array([10.0, 20.0, 20.0])
    event = np.array([False, True, False])
    assert certain_order(y, event).tolist() == [[0, 0, 0], [0, 0, 1], [0, -1, 0]]


@pytest.mark.parametrize("seed", range(6))
def test_the_censored_slope_is_where_kendalls_s_of_the_residuals_changes_sign(seed: int) -> None:
    sample = draw(seed, 30, open_share=0.4)
    slope = theil_sen(sample.y, sample.x, sample.event).slope
    assert slope is not None
    below, above = (kendall(sample.y - (slope + d) * sample.x, sample.x, sample.event).s for d in (-1e-7, 1e-7))
    assert below >= 0 >= above


def test_censored_limits_enclose_the_slope_and_a_few_wild_ones_do_not_move_it() -> None:
    sample = draw(3, 60, open_share=0.3)
    calm = theil_sen(sample.y, sample.x, sample.event)
    wild = sample.y.copy()
    wild[[40, 50, 55]] += 3
    moved = theil_sen(wild, sample.x, sample.event)
    assert calm.slope is not None
    assert calm.lo is not None
    assert calm.hi is not None
    assert calm.lo < calm.slope < calm.hi
    assert moved.slope == pytest.approx(calm.slope, abs=0.08)


def test_four_have_no_p_and_equal_kickoffs_no_slope() -> None:
    y, x, event = uncensored(1, 4)
    assert kendall(y, x, event).p is None
    same = theil_sen(y, np.ones(4), event)
    assert (same.slope, same.lo, same.hi) == (None, None, None)
    assert kendall(y, np.ones(4), event) == Kendall(s=0, variance=0.0, z=None, p=None, tau=0.0)


def test_nothing_finished_bounds_nothing() -> None:
    y, x, _ = uncensored(1, 8)
    found = theil_sen(y, x, np.zeros(8, dtype=np.bool_))
    assert found.slope is None


def test_large_cohorts_are_thinned_to_a_thousand_in_order_of_rank() -> None:
    kept = thinned(np.arange(20_000.0)[::-1])
    assert kept.size == 1000
    assert kept[:2].tolist() == [19_999, 19_979]
    assert thinned(np.array([3.0, 1.0, 2.0])).tolist() == [1, 2, 0]
