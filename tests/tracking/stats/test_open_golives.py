"""Forecasts of open go-lives: what they tend to, what they must never do, what they say when nothing can be said."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import t

from tests.tracking.stats.samples import AS_OF, COHORT, learning_rows, row
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Cohort, Row
from tracking.stats.open_golives import OpenGoLive, forecast_open
from tracking.stats.result import CohortResult
from tracking.stats.shapes import Fit
from tracking.stats.stored import line_from


def result_of(rows: list[Row], series: str = "days") -> CohortResult:
    return analyse(rows, [COHORT], series=series, as_of=AS_OF)[0]


def fit_of(rows: list[Row], series: str = "days") -> Fit:
    fit = result_of(rows, series)["fit"]
    assert fit is not None
    return fit


FIT = fit_of(learning_rows(24, open_last=4))
HOURS = fit_of(learning_rows(30, open_last=4), "total_hours")


def at(elapsed: float, rank: float = 25, **other: object) -> OpenGoLive:
    return OpenGoLive("g", int(rank), rank, elapsed, **other)  # type: ignore[arg-type]


def test_just_begun_it_is_the_forecast_of_the_next() -> None:
    ahead = (result_of(learning_rows(24, open_last=4))["next"] or [])[0]
    found = forecast_open([at(0.5)], fit=FIT, as_of=AS_OF)[0]
    told = [found["remaining_p10"], found["remaining_p50"], found["remaining_p90"]]
    assert [value + 0.5 for value in told if value] == pytest.approx(
        [ahead["lo80"], ahead["median"], ahead["hi80"]], rel=1e-3
    )


def test_the_quantiles_are_those_of_the_t_beyond_the_days_elapsed() -> None:
    line = line_from(FIT["days"])
    assert line is not None
    design = np.array([1.0, np.log(25.0)])
    mean, k = float(design @ line.beta), line.r / line.nu
    scale = float(np.sqrt(k * (line.sigma**2 + design @ line.cov @ design)))
    beyond = t.sf((np.log(70.0) - mean) / scale, line.nu)
    found = forecast_open([at(70.0)], fit=FIT, as_of=AS_OF)[0]
    for q, name in ((0.1, "remaining_p10"), (0.5, "remaining_p50"), (0.9, "remaining_p90")):
        expected = np.exp(mean + scale * t.isf(beyond * (1 - q), line.nu)) - 70
        assert dict(found)[name] == pytest.approx(expected, rel=1e-9)
    assert found["pct_slower"] == pytest.approx(1 - beyond)


def test_what_remains_is_above_zero_and_rises_with_the_quantile_however_late_it_is() -> None:
    for entry in forecast_open([at(days) for days in (0.5, 5.0, 40.0, 70.0, 100.0)], fit=FIT, as_of=AS_OF):
        told = [entry["remaining_p10"], entry["remaining_p50"], entry["remaining_p90"]]
        assert None not in told
        assert 0 < told[0] < told[1] < told[2]  # type: ignore[operator]


def test_dates_are_the_remaining_days_rounded_up() -> None:
    found = forecast_open([at(40.0)], fit=FIT, as_of=date(2026, 1, 1))[0]
    remaining = found["remaining_p50"]
    assert remaining is not None
    assert (date.fromisoformat(found["date_p50"] or "") - date(2026, 1, 1)).days == int(np.ceil(remaining))


def test_late_ones_are_overdue_and_the_latest_stalled_without_a_date() -> None:
    calm, overdue, stalled = forecast_open([at(30.0), at(110.0), at(9000.0)], fit=FIT, as_of=AS_OF)
    assert (calm["flags"], overdue["flags"], stalled["flags"]) == ([], ["overdue"], ["stalled"])
    assert (stalled["remaining_p50"], stalled["date_p90"]) == (None, None)
    assert "Slower than" in overdue["text"]
    assert stalled["text"] == "Day 9000. Stalled: no go-live like this took as long, so no date can be given."


def test_final_hours_lie_above_those_used_and_rise_with_the_quantile() -> None:
    asked = [at(elapsed, hours=hours) for elapsed in (1.0, 40.0, 80.0) for hours in (0.0, 30.0, 120.0)]
    for entry in forecast_open(asked, fit=HOURS, as_of=AS_OF):
        told = [entry["hours_final_p10"], entry["hours_final_p50"], entry["hours_final_p90"]]
        assert None not in told
        assert (entry["hours_to_date"] or 0) < told[0] < told[1] < told[2]  # type: ignore[operator]
        assert entry["remaining_p50"] is None


def test_hours_of_one_just_begun_are_about_those_of_the_next() -> None:
    ahead = (result_of(learning_rows(30, open_last=4), "total_hours")["next"] or [])[0]
    found = forecast_open([at(0.5, rank=31, hours=0.0)], fit=HOURS, as_of=AS_OF)[0]
    assert found["hours_final_p50"] == pytest.approx(ahead["median"], rel=0.02)
    assert found["hours_final_p90"] == pytest.approx(ahead["hi80"], rel=0.10)


def test_hours_beyond_anything_seen_are_over_budget() -> None:
    found = forecast_open([at(30.0, hours=1e6)], fit=HOURS, as_of=AS_OF)[0]
    assert (found["flags"], found["hours_final_p50"]) == (["over_budget"], None)
    assert found["text"] == "Day 30. 1000000 hours so far: over anything seen in go-lives like it."


def test_once_live_its_hours_are_counted_not_forecast() -> None:
    found = forecast_open([at(30.0, hours=50.0, state="live")], fit=HOURS, as_of=AS_OF)[0]
    assert found["hours_final_p50"] is None
    assert found["text"] == "Live after 30 days, hours still counting. 50 hours so far."


def test_a_larger_customer_is_forecast_longer_where_scope_is_in_the_fit() -> None:
    rng = np.random.default_rng(2)
    rows = []
    for item in learning_rows(30, open_last=3):
        sites = float(rng.integers(1, 9))
        rows.append(replace(item, days=(item.days or 1) * sites**0.4, scope={"sites": sites}))
    fit = analyse(rows, [Cohort("scribe", "S", covariates=("sites",))], series="days", as_of=AS_OF)[0]["fit"]
    small, large, unknown = (at(10.0, scope=scope) for scope in ({"sites": 1.0}, {"sites": 8.0}, {}))
    told = [entry["remaining_p50"] or 0 for entry in forecast_open([small, large, unknown], fit=fit, as_of=AS_OF)]
    assert told[0] < told[2] < told[1]


def test_without_a_fit_the_peers_speak_and_it_is_said() -> None:
    peers = [fit_of(learning_rows(20, seed=seed)) for seed in range(4)]
    found = forecast_open([at(20.0, rank=2)], fit=None, as_of=AS_OF, peers=peers)[0]
    assert found["flags"] == ["pooled"]
    assert found["remaining_p50"] is not None
    assert found["text"].endswith("Too few are finished here: this comes from the other cohorts.")


def test_without_fit_and_peers_there_is_no_forecast() -> None:
    found = forecast_open([at(20.0)], fit=None, as_of=AS_OF, peers=[FIT, FIT])[0]
    assert (found["remaining_p50"], found["pct_slower"], found["flags"]) == (None, None, [])
    assert found["text"] == "Day 20. No forecast yet."


def test_an_exact_line_gives_no_range_of_days() -> None:
    rows = [row(number) for number in range(1, 11)] + [row(11, 20.0, "in_progress")]
    entry = (result_of(rows)["in_progress"] or [])[0]
    assert entry["remaining_p50"] is None


def test_many_at_once_are_the_same_as_each_alone() -> None:
    asked = [at(float(days), rank=days) for days in range(1, 60)]
    together = forecast_open(asked, fit=FIT, as_of=AS_OF)
    assert together == [forecast_open([one], fit=FIT, as_of=AS_OF)[0] for one in asked]


def test_no_days_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="elapsed"):
        forecast_open([at(0.0)], fit=FIT, as_of=AS_OF)


def test_nobody_open_is_an_empty_list() -> None:
    assert forecast_open([], fit=FIT, as_of=AS_OF) == []
