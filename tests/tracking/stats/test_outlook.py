import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from tests.tracking.stats.samples import draw
from tracking.stats.fits import Line, line_of
from tracking.stats.ols import least_squares
from tracking.stats.outlook import MOST_LINES, lines_of, outlook_of, pooled_outlook


def lines(n: int) -> list[Line]:
    """Of cohorts that differ in height."""
    sample = draw(9, 20 * n, n, open_share=0.0)
    fits = least_squares(sample.y + 0.5 * (sample.cohort % 3), sample.x[:, None], sample.cohort, n)
    return [line for g in range(n) if (line := line_of(fits, g)) is not None]


def test_at_each_repetition_the_heights_are_pooled_as_statsmodels_does() -> None:
    several = lines(15)
    gathered = lines_of(several)
    assert gathered is not None
    found = pooled_outlook(gathered, np.array([2.0, 0.0, 2.0]))
    for place, x in ((0, 2.0), (1, 0.0)):
        at = np.array([1.0, x])
        heights = np.array([at @ line.beta for line in several])
        other = combine_effects(heights, np.array([line.k * at @ line.cov @ at for line in several]), method_re="chi2")
        between, se = max(other.tau2, 0.0), other.sd_eff_w_re if other.tau2 > 0 else other.sd_eff_w_fe
        assert found.mean[place] == pytest.approx(other.mean_effect_re if other.tau2 > 0 else other.mean_effect_fe)
        assert found.scale[place] ** 2 == pytest.approx(between + se**2 + gathered.scatter)
    assert found.mean[0] == found.mean[2]
    assert found.nu.tolist() == [13.0, 13.0, 13.0]


def test_a_borrowed_outlook_is_wider_than_an_own_one() -> None:
    several = lines(15)
    gathered = lines_of(several)
    assert gathered is not None
    own = outlook_of(several[0], np.array([[1.0, 2.0]]))
    assert pooled_outlook(gathered, np.array([2.0])).scale[0] > own.scale[0]


def test_two_lines_or_exact_ones_are_not_pooled() -> None:
    exact = Line(r=8, beta=np.array([5.0, -0.2]), cov=np.zeros((2, 2)), sigma=0.0, exact=True)
    assert lines_of(lines(2)) is None
    assert lines_of([*lines(2), exact]) is None


def test_very_many_lines_are_thinned() -> None:
    gathered = lines_of(lines(3) * 400)
    assert gathered is not None
    assert gathered.beta.shape[0] <= MOST_LINES
