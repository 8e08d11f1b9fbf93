from typing import cast

import numpy as np
import pytest
import statsmodels.api as sm

from tests.tracking.stats.samples import AS_OF, COHORT, learning_rows
from tracking.stats.analyse import analyse
from tracking.stats.coverage import coverage_trend, declines
from tracking.stats.inputs import Row
from tracking.stats.result import CohortResult
from tracking.stats.shapes import Logging

X = np.log(np.arange(1.0, 25))


def logged(shares: list[float]) -> list[Row]:
    rows = learning_rows(len(shares))
    return [
        Row(r.id, r.cohort, r.kickoff, r.state, r.days, hours=r.hours, hours_complete=True, active_weeks=20,
            logged_weeks=round(20 * share))
        for r, share in zip(rows, shares, strict=True)
    ]  # fmt: skip


def hours_of(rows: list[Row]) -> CohortResult:
    return analyse(rows, [COHORT], series="total_hours", as_of=AS_OF)[0]


def test_the_slope_agrees_with_weighted_least_squares_of_statsmodels() -> None:
    rng = np.random.default_rng(3)
    active = rng.integers(5, 40, 24).astype(float)
    done = np.floor(active * rng.uniform(0.6, 1, 24))
    other = sm.WLS(done / active, sm.add_constant(X), weights=active).fit()
    found = coverage_trend(X, active, done)
    assert found is not None
    assert found["slope"] == pytest.approx(other.params[1], abs=1e-10)
    assert (found["lo"], found["hi"]) == pytest.approx(tuple(other.conf_int()[1]), abs=1e-10)
    assert found["coverage"] == pytest.approx(done.sum() / active.sum())


def test_thirds_are_weighted_by_active_weeks() -> None:
    active = np.array([10.0, 30, 10, 10, 10, 10])
    found = coverage_trend(X[:6], active, np.array([10.0, 15, 10, 10, 5, 10]))
    assert found is not None
    assert (found["first_third"], found["last_third"]) == (25 / 40, 15 / 20)


def test_complete_logging_does_not_decline() -> None:
    found = coverage_trend(X, np.full(24, 8.0), np.full(24, 8.0))
    assert found is not None
    assert [found["coverage"], found["slope"]] == pytest.approx([1.0, 0.0])
    assert not declines(found)


def test_fewer_than_six_or_one_kickoff_day_tell_nothing() -> None:
    assert coverage_trend(X[:5], np.ones(5), np.ones(5)) is None
    assert coverage_trend(np.zeros(8), np.ones(8), np.ones(8)) is None
    assert not declines(None)


@pytest.mark.parametrize(
    ("change", "declined"),
    [
        ({"first_third": 0.9, "last_third": 0.75}, True),
        ({"first_third": 0.9, "last_third": 0.76}, False),
        ({"hi": -0.01}, True),
        ({"hi": 0.0}, False),
    ],
)
def test_a_fall_of_fifteen_points_or_a_sure_one_is_a_decline(change: dict[str, float], declined: bool) -> None:
    found = coverage_trend(X, np.full(24, 8.0), np.full(24, 8.0))
    assert found is not None
    changed = cast("Logging", {**found, "hi": 0.1, **change})
    assert declines(changed) is declined


def test_hours_that_are_logged_less_and_less_are_no_learning() -> None:
    result = hours_of(logged([1.0 - 0.0125 * i for i in range(24)]))
    assert "logging_declines" in result["flags"]
    assert (result["direction"], result["reasons"]["direction"]) == ("unclear", "logging_declines")
    assert result["text"][0] == "Cannot tell: hours are logged less and less, which looks like learning."
    assert (
        "Hours were logged in 96% of the active weeks of the first third, in 76% of those of the last."
        in (result["text"])
    )


def test_the_same_fall_with_complete_logs_is_learning() -> None:
    result = hours_of(logged([1.0] * 24))
    assert (result["direction"], "logging_declines" in result["flags"]) == ("down", False)


def test_without_weeks_nothing_is_said_of_the_logging() -> None:
    result = hours_of(learning_rows(24))
    assert (result["logging"], result["reasons"]["logging"]) == (None, "insufficient")
    days = analyse(logged([0.5] * 24), [COHORT], series="days", as_of=AS_OF)[0]
    assert (days["logging"], days["reasons"]["logging"]) == (None, "hours_only")


def test_finished_ones_without_any_hours_lower_the_coverage() -> None:
    rows = logged([1.0] * 24)
    for i in (20, 21, 22, 23):
        r = rows[i]
        rows[i] = Row(r.id, r.cohort, r.kickoff, r.state, r.days, hours=0.0, hours_missing=True, active_weeks=20,
                      logged_weeks=0)  # fmt: skip
    result = hours_of(rows)
    assert result["logging"] is not None
    assert result["logging"]["last_third"] == 0.5
    assert "4 finished go-lives have no hours at all and are left out." in result["text"]


@pytest.mark.parametrize(("active", "done"), [(5, 6), (None, 1), (5, -1)])
def test_impossible_weeks_are_refused(active: int | None, done: int) -> None:
    rows = learning_rows(3)
    rows.append(Row("x", COHORT.key, rows[0].kickoff, "live", 9.0, active_weeks=active, logged_weeks=done))
    with pytest.raises(ValueError, match="logged_weeks of go-live x"):
        hours_of(rows)
