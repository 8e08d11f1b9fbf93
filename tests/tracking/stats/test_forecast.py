import numpy as np
import pytest
import statsmodels.api as sm

from tests.tracking.stats.samples import draw
from tracking.stats.fits import Line, line_of
from tracking.stats.forecast import Predicted, curve, design_at, next_numbers
from tracking.stats.forecast import predict as predict_from
from tracking.stats.ols import least_squares
from tracking.stats.outlook import outlook_of
from tracking.stats.slopes import direction_of, rate_of, slope_of


def predict(line: Line, numbers: list[int], prior: float) -> list[Predicted]:
    at = design_at(np.array(numbers, dtype=float), prior, line.beta.shape[0])
    return predict_from(outlook_of(line, at), numbers)


def line_and_oracle() -> tuple[Line, object]:
    sample = draw(31, 24, open_share=0.0)
    line = line_of(least_squares(sample.y, sample.x[:, None], sample.cohort, 1), 0)
    assert line is not None
    return line, sm.OLS(sample.y, sm.add_constant(sample.x)).fit()


def test_the_next_five_agree_with_statsmodels_prediction_intervals() -> None:
    line, oracle = line_and_oracle()
    numbers = next_numbers(24)
    at = np.column_stack([np.ones(5), np.log(numbers)])
    theirs = oracle.get_prediction(at)  # type: ignore[attr-defined]
    ours = predict(line, numbers, 0.0)
    assert [ahead.number for ahead in ours] == [25, 26, 27, 28, 29]
    assert np.log([ahead.median for ahead in ours]) == pytest.approx(theirs.predicted_mean, abs=1e-8)
    limits = np.log(np.array([[ahead.lo80, ahead.hi80] for ahead in ours], dtype=float))
    assert limits == pytest.approx(theirs.conf_int(obs=True, alpha=0.2), abs=1e-8)


def test_the_mean_for_budgets_lies_above_the_median() -> None:
    line, oracle = line_and_oracle()
    ahead = predict(line, [25], 0.0)[0]
    factor = np.exp(oracle.mse_resid / 2)  # type: ignore[attr-defined]
    assert ahead.mean == pytest.approx(ahead.median * factor, rel=1e-10)


def test_the_band_of_the_curve_agrees_with_statsmodels() -> None:
    line, oracle = line_and_oracle()
    points = curve(line, 24, 0.0)
    assert [at.rank for at in points] == [float(rank) for rank in range(1, 25)]
    at = np.column_stack([np.ones(24), np.log(np.arange(1, 25))])
    theirs = oracle.get_prediction(at).conf_int(alpha=0.05)  # type: ignore[attr-defined]
    ours = np.log(np.array([[point.lo95, point.hi95] for point in points], dtype=float))
    assert ours == pytest.approx(theirs, abs=1e-8)


def test_the_curve_of_a_large_cohort_is_thinned() -> None:
    line, _ = line_and_oracle()
    ranks = [point.rank for point in curve(line, 5_000, 0.0)]
    assert (ranks[0], ranks[-1]) == (1.0, 5_000.0)
    assert 30 < len(ranks) <= 60


def test_nothing_beyond_twice_the_number_seen_is_forecast() -> None:
    assert next_numbers(3) == [4, 5, 6]
    assert next_numbers(10) == [11, 12, 13, 14, 15]
    assert next_numbers(0) == []


def test_prior_repetitions_shift_where_the_line_is_read() -> None:
    line, _ = line_and_oracle()
    assert predict(line, [5], 20.0)[0].median == pytest.approx(predict(line, [25], 0.0)[0].median)


@pytest.mark.parametrize(
    ("lo", "hi", "direction"),
    [
        (-0.5, -0.1, "down"),
        (0.1, 0.3, "up"),
        (-0.05, 0.05, "steady"),
        (-0.3, 0.1, "unclear"),
        (-0.05, -0.01, "down"),
        (0.01, 0.05, "up"),
        (-0.5, 0.05, "unclear"),
        (-0.05, 0.5, "unclear"),
    ],
)
def test_direction_follows_the_limits_of_the_slope(lo: float, hi: float, direction: str) -> None:
    assert direction_of(lo, hi) == direction


def test_a_slope_of_minus_log2_of_four_fifths_saves_a_fifth() -> None:
    assert rate_of(np.log2(0.8)) == pytest.approx(0.2)


@pytest.mark.parametrize(("b", "direction"), [(-0.3, "down"), (0.2, "up"), (0.0, "steady")])
def test_an_exact_line_has_a_direction_but_no_interval(b: float, direction: str) -> None:
    line = Line(r=8, beta=np.array([5.0, b]), cov=np.zeros((2, 2)), sigma=0.0, exact=True)
    slope = slope_of(line, all_finished=True)
    assert (slope.direction, slope.se, slope.lo, slope.p_value) == (direction, None, None, None)
    assert slope_of(line, all_finished=False).direction is None


def test_no_degree_of_freedom_is_no_line() -> None:
    x = np.log([1.0, 2, 3])[:, None]
    fits = least_squares(np.array([5.0, 4.9, 4.7]), x, np.zeros(3, dtype=np.int64), 1)
    assert line_of(fits, 0) is not None
    assert line_of(least_squares(np.ones(2), x[:2], np.zeros(2, dtype=np.int64), 1), 0) is None
