import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from tracking.stats.scoring import Outcome, pinball, score, score_sentence, wilson

ONES = [Outcome(10, 20, 40, actual) for actual in (5.0, 10.0, 20.0, 40.0, 50.0)]


def test_limits_of_the_range_count_as_inside() -> None:
    found = score(ONES)
    assert found is not None
    assert (found["n"], found["coverage"], found["above_median"]) == (5, 0.6, 0.4)
    assert found["bias"] == pytest.approx((-15 - 10 + 0 + 20 + 30) / 5)


def test_limits_of_the_coverage_are_wilsons() -> None:
    for hits, n in ((0, 4), (8, 10), (400, 500), (7, 7)):
        assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-9)


def test_the_loss_by_hand() -> None:
    assert [pinball(0.9, 40, 50), pinball(0.9, 40, 30)] == pytest.approx([9.0, 1.0])
    found = score([Outcome(10, 20, 40, 30)])
    assert found is not None
    assert found["pinball"] == pytest.approx((0.1 * 20 + 0.5 * 10 + 0.1 * 10) / 3)


def test_the_true_quantiles_lose_least() -> None:
    actual = np.random.default_rng(1).lognormal(3, 0.5, 4000)
    true = np.exp(3 + 0.5 * np.array([-1.2815515655446004, 0, 1.2815515655446004]))
    losses = []
    for factor in (0.8, 1.0, 1.25):
        lo, half, hi = true * factor
        found = score([Outcome(float(lo), float(half), float(hi), value) for value in actual.tolist()])
        assert found is not None
        losses.append(found["pinball"])
    assert min(losses) == losses[1]


def test_the_ratio_needs_values_above_zero() -> None:
    found, ended = score([Outcome(1, 2, 3, 4)]), score([Outcome(1, 2, 3, 0)])
    assert found is not None
    assert ended is not None
    assert found["ratio"] == pytest.approx(np.log(2))
    assert ended["ratio"] is None


def test_nothing_to_score_is_none() -> None:
    assert score([]) is None


@pytest.mark.parametrize(("values", "named"), [((3, 2, 4, 5), "rising"), ((1, 2, float("nan"), 5), "p90")])
def test_what_is_no_forecast_is_refused(values: tuple[float, float, float, float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Outcome(*values)


def test_the_sentence() -> None:
    found = score(ONES)
    assert found is not None
    assert score_sentence(found, "days") == (
        "Of 5 forecasts, 60% came within the range (80% wanted). "
        "On average they came 5 days later than the median. Too few to judge."
    )
    assert "just at the median" in score_sentence({**found, "bias": 0.2, "n": 30}, "days")
    assert "1 hour fewer than" in score_sentence({**found, "bias": -1.0, "n": 30}, "hours")
