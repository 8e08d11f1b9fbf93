"""Pooling and fair lists against statsmodels."""

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

from tracking.stats.pool import Estimate, estimate_of, improving, pool, q_values


def estimates(seed: int, n: int, between: float) -> list[Estimate]:
    rng = np.random.default_rng(seed)
    se = rng.uniform(0.05, 0.3, n)
    slopes = rng.normal(-0.2, between, n) + se * rng.standard_normal(n)
    return [Estimate(f"c{i}", float(slopes[i]), float(se[i]), float(rng.random() ** 3)) for i in range(n)]


@pytest.mark.parametrize("n", [3, 12, 200])
@pytest.mark.parametrize("between", [0.0, 0.2])
def test_the_pooled_slope_agrees_with_statsmodels(n: int, between: float) -> None:
    given = estimates(n + 1, n, between)
    slopes, variances = np.array([one.slope for one in given]), np.array([one.se**2 for one in given])
    other = combine_effects(slopes, variances, method_re="chi2")
    found = pool(given)
    assert found is not None
    # statsmodels lets tau2 go below 0; cut there, random effects are its fixed effect
    differ = other.tau2 > 0
    slope, se = (other.mean_effect_re, other.sd_eff_w_re) if differ else (other.mean_effect_fe, other.sd_eff_w_fe)
    assert [found.slope, found.se] == pytest.approx([slope, se], abs=1e-9)
    assert found.tau2 == pytest.approx(max(other.tau2, 0.0), abs=1e-9)


def test_two_are_not_pooled() -> None:
    assert pool(estimates(1, 2, 0.1)) is None


def test_a_cohort_is_drawn_towards_the_others_the_less_sure_it_is() -> None:
    found = pool(estimates(5, 20, 0.3))
    assert found is not None
    sure, unsure = (found.shrunken(Estimate("x", 1.0, se, 0.5)) for se in (0.01, 2.0))
    assert sure == pytest.approx(1.0, abs=0.01)
    assert unsure == pytest.approx(found.slope, abs=0.1)


def test_cohorts_that_do_not_differ_are_all_the_pooled_one() -> None:
    found = pool([Estimate(f"c{i}", -0.2, 0.1, 0.05) for i in range(4)])
    assert found is not None
    assert (found.tau2, found.shrunken(Estimate("x", 1.0, 0.1, 0.5))) == (0.0, found.slope)


def test_q_values_agree_with_statsmodels() -> None:
    given = estimates(7, 50, 0.1)
    theirs = multipletests([one.p_value for one in given], method="fdr_bh")[1]
    found = q_values(given)
    assert [found[one.key] for one in given] == pytest.approx(theirs.tolist(), abs=1e-12)


def test_only_sure_falls_are_listed_as_improving() -> None:
    def result(key: str, slope: float | None, q: float | None) -> dict[str, object]:
        return {"cohort_key": key, "slope": slope, "q_value": q}

    listed = [result("a", -0.2, 0.01), result("b", -0.2, 0.2), result("c", 0.3, 0.01), result("d", None, None)]
    assert improving(listed) == ["a"]


def test_a_result_without_an_error_gives_no_estimate() -> None:
    whole = {"cohort_key": "a", "slope": -0.2, "slope_se": 0.1, "p_value": 0.05}
    assert estimate_of(whole) == Estimate("a", -0.2, 0.1, 0.05)
    assert estimate_of(whole | {"slope_se": None}) is None
