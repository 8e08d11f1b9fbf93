"""Two-part hours: equal to least squares when complete, and the likelihood's maximum when not."""

import numpy as np
import pytest
import statsmodels.api as sm

from tests.tracking.stats.samples import Sample, draw
from tracking.stats.aft import censored_lognormal
from tracking.stats.hours import HoursFits, fit_hours
from tracking.stats.ols import least_squares


def two_part(sample: Sample, *, all_complete: bool = False) -> HoursFits:
    """Hours known of the finished ones only."""
    columns = sample.x[:, None]
    days = censored_lognormal(sample.y, columns, sample.event, sample.cohort, sample.size)
    done = sample.event
    return fit_hours(
        sample.log_hours[done],
        columns[done],
        sample.y[done],
        sample.cohort[done],
        days,
        np.full(sample.size, all_complete),
    )


@pytest.mark.parametrize("seed", range(5))
def test_two_part_is_least_squares_when_all_are_complete(seed: int) -> None:
    sample = draw(seed, 60, 3, open_share=0.0)
    joined, plain = two_part(sample).fits, two_part(sample, all_complete=True).fits
    assert joined.beta == pytest.approx(plain.beta, abs=1e-8)
    assert joined.sigma == pytest.approx(plain.sigma, abs=1e-8)
    assert joined.cov == pytest.approx(plain.cov, abs=1e-8)


def test_complete_hours_agree_with_statsmodels() -> None:
    sample = draw(8, 20, open_share=0.0)
    found = two_part(sample, all_complete=True)
    other = sm.OLS(sample.log_hours, sm.add_constant(sample.x)).fit()
    assert found.method == ["ols"]
    assert found.fits.beta[0] == pytest.approx(other.params, abs=1e-8)
    assert found.fits.cov[0] * 20 / 18 == pytest.approx(other.cov_params(), abs=1e-8)


def test_two_part_puts_its_parts_together_as_published() -> None:
    sample = draw(13, 40)
    days = censored_lognormal(sample.y, sample.x[:, None], sample.event, sample.cohort, 1)
    done = sample.event
    second = sm.OLS(
        sample.log_hours[done], np.column_stack([np.ones(done.sum()), sample.x[done], sample.y[done]])
    ).fit()
    delta = second.params[2]
    scale = second.ssr / done.sum()
    found = two_part(sample)
    assert found.method == ["two_part"]
    assert found.fits.beta[0] == pytest.approx(second.params[:2] + delta * days.beta[0], abs=1e-8)
    assert float(found.fits.sigma[0]) == pytest.approx(np.sqrt(scale + (delta * days.sigma[0]) ** 2), abs=1e-8)
    lever = np.array([0.0, 1.0, days.beta[0, 1]])
    variance = scale * lever @ second.normalized_cov_params @ lever + delta**2 * days.cov[0, 1, 1]
    assert float(found.fits.cov[0, 1, 1]) == pytest.approx(variance, rel=1e-8)


def test_open_go_lives_correct_the_learning_that_finished_ones_pretend() -> None:
    """Nobody learns, yet late slow go-lives are still open, so the finished ones look ever quicker."""
    rng = np.random.default_rng(1)
    n, size = 40, 300
    cohort, number = np.repeat(np.arange(size), n), np.tile(np.arange(1, n + 1), size)
    noise = rng.standard_normal(n * size)
    full = 5.2 + 0.4 * noise
    cut = np.log(np.maximum(800.0 * (1 - (number - 1) / n), 1))
    sample = Sample(np.minimum(full, cut), np.log(number), full <= cut, cohort, 6 + 0.4 * noise, size)
    done = sample.event
    alone = least_squares(sample.log_hours[done], sample.x[done, None], cohort[done], size)
    assert abs(float(two_part(sample).fits.beta[:, 1].mean())) < 0.02
    assert float(alone.beta[:, 1].mean()) < -0.05


def test_doubled_hours_shift_the_intercept_alone() -> None:
    sample = draw(21, 40)
    doubled = Sample(sample.y, sample.x, sample.event, sample.cohort, sample.log_hours + np.log(2), 1)
    once, twice = two_part(sample).fits, two_part(doubled).fits
    assert twice.beta[0] - once.beta[0] == pytest.approx([np.log(2), 0.0], abs=1e-8)
    assert twice.cov == pytest.approx(once.cov, abs=1e-8)


def test_equal_durations_leave_the_completed_only_line() -> None:
    sample = draw(5, 20, open_share=0.0)
    x, event = sample.x, np.arange(20) < 18
    y = np.where(event, 4.0, 3.0)
    found = two_part(Sample(y, x, event, sample.cohort, sample.log_hours, 1))
    plain = least_squares(sample.log_hours[event], x[event, None], sample.cohort[event], 1)
    assert found.method == ["completed_only"]
    assert found.fits.beta.tolist() == plain.beta.tolist()
