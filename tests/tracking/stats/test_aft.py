"""The censored lognormal fit against independent software and against its own likelihood."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from lifelines import LogNormalAFTFitter
from lifelines.datasets import load_rossi
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtri

from tests.tracking.stats.samples import Sample, draw
from tracking.stats.aft import censored_lognormal
from tracking.stats.arrays import FloatArray
from tracking.stats.fits import Fits, line_of
from tracking.stats.slopes import slope_of


def fitted(sample: Sample) -> Fits:
    return censored_lognormal(sample.y, sample.x[:, None], sample.event, sample.cohort, sample.size)


def negative_loglik(parameters: FloatArray, y: FloatArray, x: FloatArray, event: np.ndarray) -> float:
    """The same likelihood written down in the plain parameters (intercept, slope, log sigma)."""
    sigma = np.exp(parameters[2])
    z = (y - parameters[0] - parameters[1] * x) / sigma
    density = -0.5 * z[event] ** 2 - np.log(sigma) - 0.5 * np.log(2 * np.pi)
    return -float(density.sum() + log_ndtr(-z[~event]).sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("open_share", [0.1, 0.6])
def test_the_fit_is_the_maximum_of_the_likelihood(seed: int, open_share: float) -> None:
    sample = draw(seed, 40, open_share=open_share)
    found = fitted(sample)
    best = minimize(
        negative_loglik,
        np.array([5.0, -0.2, -1.0]),
        args=(sample.y, sample.x, sample.event),
        method="BFGS",
        options={"gtol": 1e-9, "xrtol": 1e-12},
    )
    assert found.beta[0] == pytest.approx(best.x[:2], abs=1e-6)
    assert float(np.log(found.sigma[0])) == pytest.approx(best.x[2], abs=1e-6)
    assert float(found.loglik[0]) == pytest.approx(-best.fun, abs=1e-8)


def lifelines_fit(table: pd.DataFrame) -> LogNormalAFTFitter:
    fitter = LogNormalAFTFitter()
    return fitter.fit(table, duration_col="days", event_col="event")


def test_coefficients_errors_and_likelihood_agree_with_lifelines() -> None:
    sample = draw(11, 60)
    days = np.exp(sample.y)
    other = lifelines_fit(pd.DataFrame({"days": days, "event": sample.event, "x": sample.x}))
    found = fitted(sample)
    theirs = other.params_["mu_"]
    assert found.beta[0] == pytest.approx([theirs["Intercept"], theirs["x"]], rel=1e-4)
    assert float(np.log(found.sigma[0])) == pytest.approx(other.params_["sigma_"]["Intercept"], rel=1e-3)
    errors = other.standard_errors_["mu_"]
    assert np.sqrt(np.diag(found.cov[0])) == pytest.approx([errors["Intercept"], errors["x"]], rel=1e-4)
    scale_error = other.standard_errors_["sigma_"]["Intercept"]
    assert float(np.sqrt(found.scale_cov[0, 2])) == pytest.approx(scale_error, rel=1e-4)
    on_days = float(found.loglik[0]) - float(sample.y[sample.event].sum())
    assert on_days == pytest.approx(other.log_likelihood_, abs=1e-6)


def test_several_covariates_agree_with_lifelines_on_the_rossi_data() -> None:
    table = load_rossi()[["week", "arrest", "age", "prio", "fin"]]
    other = LogNormalAFTFitter().fit(table, duration_col="week", event_col="arrest")
    columns = table[["age", "prio", "fin"]].to_numpy(dtype=float)
    y = np.log(table["week"].to_numpy(dtype=float))
    event = table["arrest"].to_numpy() == 1
    found = censored_lognormal(y, columns, event, np.zeros(y.size, dtype=np.int64), 1)
    names = ["Intercept", "age", "prio", "fin"]
    assert found.beta[0] == pytest.approx([other.params_["mu_"][name] for name in names], rel=1e-4)
    errors = [other.standard_errors_["mu_"][name] for name in names]
    assert np.sqrt(np.diag(found.cov[0])) == pytest.approx(errors, rel=1e-4)


def test_without_censoring_it_is_ordinary_least_squares() -> None:
    sample = draw(7, 25, open_share=0.0)
    line = line_of(fitted(sample), 0)
    assert line is not None
    other = sm.OLS(sample.y, sm.add_constant(sample.x)).fit()
    slope = slope_of(line, all_finished=True)
    assert line.beta == pytest.approx(other.params, abs=1e-8)
    assert slope.se == pytest.approx(other.bse[1], abs=1e-8)
    assert (slope.lo, slope.hi) == pytest.approx(tuple(other.conf_int()[1]), abs=1e-8)
    assert slope.p_value == pytest.approx(other.pvalues[1], rel=1e-6)


def test_a_cohort_gets_the_same_bits_whichever_others_are_in_the_call() -> None:
    sample = draw(4, 300, 12)
    together = fitted(sample)
    rows = sample.cohort == 7
    alone = censored_lognormal(
        sample.y[rows], sample.x[rows, None], sample.event[rows], np.zeros(rows.sum(), dtype=np.int64), 1
    )
    assert together.beta[7].tolist() == alone.beta[0].tolist()
    assert together.cov[7].tolist() == alone.cov[0].tolist()


def test_weeks_instead_of_days_shift_the_intercept_alone() -> None:
    sample = draw(9, 30)
    days = fitted(sample)
    columns = sample.x[:, None]
    weeks = censored_lognormal(sample.y - np.log(7), columns, sample.event, sample.cohort, 1)
    assert float(weeks.beta[0, 0]) == pytest.approx(float(days.beta[0, 0]) - np.log(7), abs=1e-8)
    assert float(weeks.beta[0, 1]) == pytest.approx(float(days.beta[0, 1]), abs=1e-8)
    assert weeks.cov[0] == pytest.approx(days.cov[0], abs=1e-8)


def test_one_just_started_go_live_hardly_moves_the_slope() -> None:
    for seed in range(20):
        sample = draw(seed, 24)
        more = censored_lognormal(
            np.append(sample.y, np.log(0.5)),
            np.append(sample.x, np.log(25))[:, None],
            np.append(sample.event, False),
            np.zeros(25, dtype=np.int64),
            1,
        )
        assert abs(more.beta[0, 1] - fitted(sample).beta[0, 1]) < 1e-3


def test_events_on_a_line_are_exact() -> None:
    x = np.log(np.arange(1, 11))
    found = censored_lognormal(5 - 0.3 * x, x[:, None], np.ones(10, bool), np.zeros(10, dtype=np.int64), 1)
    assert found.status.tolist() == ["exact"]
    assert found.beta[0] == pytest.approx([5.0, -0.3], abs=1e-12)
    assert found.sigma.tolist() == [0.0]


def test_odd_cohorts_get_a_status_and_leave_the_others_alone() -> None:
    good = draw(3, 20)
    y = np.concatenate([good.y, [4.0, 5.0, 4.5], [4.0, 4.2, 4.1, 4.4], [3.0, 3.1]])
    x = np.concatenate([good.x, np.log([1.0, 2, 3]), np.zeros(4), [0.0, 0.7]])
    event = np.concatenate([good.event, [True, True, False], [True] * 4, [False, False]])
    cohort = np.repeat(np.arange(4), [20, 3, 4, 2])
    found = censored_lognormal(y, x[:, None], event, cohort, 5)
    assert found.status.tolist() == ["ok", "insufficient", "singular", "insufficient", "insufficient"]
    assert found.beta[0].tolist() == fitted(good).beta[0].tolist()


@pytest.mark.parametrize("scatter", [1e-7, 1e-4, 3.0])
def test_it_converges_at_any_scatter(scatter: float) -> None:
    sample = draw(6, 40)
    x = sample.x
    y = 5 - 0.3 * x + scatter * (sample.y - 5 + 0.3 * x)
    found = censored_lognormal(y, x[:, None], sample.event, sample.cohort, 1)
    assert found.status.tolist() == ["ok"]
    assert float(found.sigma[0]) == pytest.approx(scatter * float(fitted(sample).sigma[0]), rel=1e-5)


@pytest.mark.parametrize("far", [1e0, 1e3, 1e6])
def test_open_ones_far_beyond_the_line_still_lead_to_the_maximum(far: float) -> None:
    """Full Newton steps overshoot here, and a hazard computed by logarithms once ended in negative variances."""
    rng = np.random.default_rng(0)
    x, event = np.log(np.arange(1, 22)), np.arange(21) % 3 == 0
    y = 5 - 0.3 * x + 0.01 * rng.standard_normal(21)
    y[~event] += far * rng.random(14)
    found = censored_lognormal(y, x[:, None], event, np.zeros(21, dtype=np.int64), 1)
    assert found.status.tolist() == ["ok"]
    best = np.array([*found.beta[0], np.log(found.sigma[0])])
    here = negative_loglik(best, y, x, event)
    errors = np.sqrt([found.cov[0, 0, 0], found.cov[0, 1, 1], found.scale_cov[0, 2]])
    for shift in np.vstack([np.diag(errors), -np.diag(errors)]):
        assert negative_loglik(best + 0.1 * shift, y, x, event) > here


def test_what_does_not_converge_says_so_and_shows_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.stats.aft.MAX_STEPS", 1)
    found = fitted(draw(3, 30))
    assert found.status.tolist() == ["no_convergence"]
    assert np.isnan(found.beta).all()
    assert line_of(found, 0) is None


def test_one_cohort_of_fifty_thousand_converges() -> None:
    assert fitted(draw(1, 50_000, open_share=0.5)).status.tolist() == ["ok"]


def test_fifty_thousand_go_lives_in_five_thousand_cohorts_all_get_an_answer() -> None:
    assert np.isin(fitted(draw(2, 50_000, 5_000)).status, ["ok", "insufficient"]).all()


def test_the_motorette_figures_are_those_printed() -> None:
    """Nelson & Hahn 1972 (data of Crawford 1970; hours at 170, 190 and 220 C, ten each, the rest still running): the
    lognormal fit on 1000 / (273.2 + C) as printed in the SAS LIFEREG and R survreg documentation.
    """
    hours = {
        170: [1764, 2772, 3444, 3542, 3780, 4860, 5196] + [5448] * 3,
        190: [408, 408, 1344, 1344, 1440] + [1680] * 5,
        220: [408, 408, 504, 504, 504] + [528] * 5,
    }
    ended = np.concatenate([np.arange(10) < failed for failed in (7, 5, 5)])
    x = np.repeat([1000 / (273.2 + celsius) for celsius in hours], 10)
    y = np.log(np.concatenate([np.array(values, dtype=float) for values in hours.values()]))
    found = censored_lognormal(y, x[:, None], ended, np.zeros(30, dtype=np.int64), 1)
    assert found.beta[0].round(3).tolist() == [-10.471, 8.322]
    assert float(found.sigma[0]) == pytest.approx(0.604, abs=5e-4)
    assert np.sqrt(np.diag(found.cov[0])).round(3).tolist() == [2.772, 1.284]
    assert float(found.loglik[0] - y[ended].sum()) == pytest.approx(-145.9, abs=0.05)
    for celsius, p, printed, error in [(130, 0.5, 26095.677, 11359.45), (150, 0.1, 4536.877, 1443.072)]:
        at, z = np.array([1.0, 1000 / (273.2 + celsius)]), float(ndtri(p))
        sigma = float(found.sigma[0])
        value = float(np.exp(at @ found.beta[0] + sigma * z))
        lever = np.array([*at, sigma * z])
        cov = np.zeros((3, 3))
        cov[:2, :2], cov[2], cov[:, 2] = found.cov[0], found.scale_cov[0], found.scale_cov[0]
        assert value == pytest.approx(printed, rel=2e-6)
        assert value * float(np.sqrt(lever @ cov @ lever)) == pytest.approx(error, rel=2e-5)
