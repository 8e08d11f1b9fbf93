"""Kaplan-Meier against lifelines, a published table and hand cases."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_lung, load_waltons
from lifelines.utils import median_survival_times, restricted_mean_survival_time

from tracking.stats.survival import kaplan_meier, quantile, restricted_mean

WALTONS = load_waltons()
LUNG = load_lung()[["time", "status"]].dropna()
CASES = {
    "waltons": (WALTONS["T"].to_numpy(dtype=float), WALTONS["E"].to_numpy() == 1),
    "lung": (LUNG["time"].to_numpy(dtype=float), LUNG["status"].to_numpy() == 1),
}


@pytest.mark.parametrize("name", CASES)
def test_survival_its_error_and_limits_agree_with_lifelines(name: str) -> None:
    days, event = CASES[name]
    other = KaplanMeierFitter().fit(days, event)
    table = kaplan_meier(days, event)
    at = other.survival_function_.loc[table.time].to_numpy()[:, 0]
    assert table.survival == pytest.approx(at, abs=1e-12)
    limits = other.confidence_interval_.loc[table.time].to_numpy()
    inside = table.survival > 0
    assert table.lower[inside] == pytest.approx(limits[inside, 0], abs=1e-9)
    assert table.upper[inside] == pytest.approx(limits[inside, 1], abs=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_the_median_and_its_limits_agree_with_lifelines(name: str) -> None:
    days, event = CASES[name]
    other = KaplanMeierFitter().fit(days, event)
    found = quantile(kaplan_meier(days, event), 0.5)
    lo, hi = median_survival_times(other.confidence_interval_).to_numpy()[0]
    assert (found.value, found.lo, found.hi) == (other.median_survival_time_, lo, hi)


def test_greenwood_errors_are_those_printed_for_the_maintained_leukaemia_patients() -> None:
    """Miller 1981, Survival Analysis, p. 49: weeks in remission, + for still in remission."""
    days = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161.0])
    event = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], dtype=bool)
    table = kaplan_meier(days, event)
    assert table.survival.round(3).tolist() == [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]
    assert table.error.round(4).tolist() == [0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535]
    assert table.at_risk.tolist() == [11, 10, 8, 7, 5, 4, 2]
    assert quantile(table, 0.5).value == 31.0


@pytest.mark.parametrize(
    ("p", "time"), [(1 / 14, 1.0), (1 / 7, 3.5), (1 / 3, 6.0), (1 / 2, 9.0), (26 / 35, 9.5), (0.9, None)]
)
def test_quantiles_on_flat_stretches_follow_survfit(p: float, time: float | None) -> None:
    """The hand-checked edge case among the tests of R's survival package (tests/quantile.R)."""
    days = np.array([9.0, 1, 1, 6, 6, 8, 10])
    event = np.array([True, True, False, True, True, False, False])
    assert quantile(kaplan_meier(days, event), p).value == time


def test_a_flat_stretch_at_one_half_gives_the_midpoint() -> None:
    table = kaplan_meier(np.array([1.0, 2, 3, 7]), np.array([True, True, True, True]))
    assert quantile(table, 0.5).value == 2.5


def test_a_flat_stretch_without_a_later_event_reaches_to_the_last_follow_up() -> None:
    table = kaplan_meier(np.array([1.0, 2, 5, 8]), np.array([True, True, False, False]))
    assert quantile(table, 0.5).value == 5.0


def test_a_median_not_reached_is_none() -> None:
    found = quantile(kaplan_meier(np.array([5.0, 9, 9]), np.array([True, False, False])), 0.5)
    assert (found.value, found.hi) == (None, None)


def test_limits_are_undefined_where_all_have_ended() -> None:
    table = kaplan_meier(np.array([4.0, 4.0]), np.array([True, True]))
    assert table.survival.tolist() == [0.0]
    assert np.isnan(table.lower).all()
    assert quantile(table, 0.5) == type(quantile(table, 0.5))(value=4.0, lo=None, hi=None)


def test_whoever_is_censored_on_an_event_day_was_still_at_risk() -> None:
    table = kaplan_meier(np.array([5.0, 5.0, 9.0]), np.array([True, False, True]))
    assert table.at_risk.tolist() == [3, 1]


def test_no_events_give_an_empty_curve() -> None:
    table = kaplan_meier(np.array([5.0, 8.0]), np.array([False, False]))
    assert (table.steps(), quantile(table, 0.5).value) == ([], None)


def test_steps_are_plain_numbers_without_nan() -> None:
    steps = kaplan_meier(np.array([4.0, 6.0]), np.array([True, True])).steps()
    assert [(step["t"], step["n"], step["d"], step["S"]) for step in steps] == [
        (4.0, 2, 1, 0.5),
        (6.0, 1, 1, 0.0),
    ]
    assert (steps[1]["lo"], steps[1]["hi"]) == (None, None)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("tau", [30.0, 60.0])
def test_the_restricted_mean_agrees_with_lifelines(name: str, tau: float) -> None:
    days, event = CASES[name]
    other = KaplanMeierFitter().fit(days, event)
    found = restricted_mean(kaplan_meier(days, event), tau)
    assert found is not None
    assert found["value"] == pytest.approx(restricted_mean_survival_time(other, t=tau), abs=1e-9)


def test_restricted_means_and_errors_are_those_printed_for_the_leukaemia_patients() -> None:
    """Miller 1981, p. 49; R's survfit prints rmean 52.6 (se 19.83) and 22.7 (se 4.18) up to the last follow-up."""
    maintained = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161.0])
    event = np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], dtype=bool)
    first = restricted_mean(kaplan_meier(maintained, event), 161.0)
    others = np.array([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45.0])
    second = restricted_mean(kaplan_meier(others, others != 16))
    assert first is not None
    assert second is not None
    assert (round(first["value"], 1), round(first["se"], 2)) == (52.6, 19.83)
    assert (round(second["value"], 1), round(second["se"], 2)) == (22.7, 4.18)


def test_without_censoring_the_mean_and_its_error_are_the_plain_ones() -> None:
    days = np.array([10.0, 20, 40, 90])
    found = restricted_mean(kaplan_meier(days, np.ones(4, dtype=bool)))
    assert found is not None
    assert [found["tau"], found["value"]] == pytest.approx([90.0, 40.0])
    assert found["se"] == pytest.approx(float(days.std()) / 2)


def test_beyond_follow_up_a_mean_is_unknown_unless_all_have_ended() -> None:
    days, event = np.array([10.0, 20.0]), np.array([True, False])
    assert restricted_mean(kaplan_meier(days, event), 30.0) is None
    ended = restricted_mean(kaplan_meier(days, np.ones(2, dtype=bool)), 30.0)
    assert ended is not None
    assert ended["value"] == 15.0
    assert restricted_mean(kaplan_meier(np.zeros(0), np.zeros(0, dtype=bool))) is None


def test_means_are_compared_up_to_a_year_at_most() -> None:
    found = restricted_mean(kaplan_meier(np.array([100.0, 500.0]), np.ones(2, dtype=bool)))
    assert found is not None
    assert [found["tau"], found["value"]] == pytest.approx([365.0, 232.5])
