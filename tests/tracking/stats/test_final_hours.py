import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import t

from tracking.stats.final_hours import Mixture, log_quantile, midpoints, share_above

RNG = np.random.default_rng(6)
MIXTURE = Mixture(5 + RNG.normal(0, 0.4, (5, 32)), np.full(5, 0.3), np.array([4.0, 6, 15, 40, 200]))
WANTED = np.array([0.9, 0.5, 0.1, 1e-3, 1e-7])[None, :] * np.ones((5, 1))


def test_the_quantile_is_where_the_share_above_it_is_the_one_asked_for() -> None:
    assert share_above(MIXTURE, log_quantile(MIXTURE, WANTED)) == pytest.approx(WANTED, rel=1e-7)


def test_it_agrees_with_a_root_search_over_the_mixture() -> None:
    for row in range(5):
        mean, nu = MIXTURE.mean[row], MIXTURE.nu[row]
        root = brentq(lambda v, m=mean, n=nu: float(t.sf((v - m) / 0.3, n).mean()) - 0.25, 0, 12, xtol=1e-12)
        found = log_quantile(MIXTURE, np.full((5, 1), 0.25))
        assert float(found[row, 0]) == pytest.approx(root, abs=1e-9)


def test_a_single_mean_is_the_plain_t() -> None:
    one = Mixture(np.array([[5.0]]), np.array([0.3]), np.array([7.0]))
    assert float(log_quantile(one, np.array([[0.1]]))[0, 0]) == pytest.approx(5 + 0.3 * t.isf(0.1, 7), abs=1e-9)


def test_each_answer_is_the_same_whatever_else_is_asked() -> None:
    together = log_quantile(MIXTURE, WANTED)
    for row in range(5):
        alone = Mixture(MIXTURE.mean[[row]], MIXTURE.scale[[row]], MIXTURE.nu[[row]])
        assert log_quantile(alone, WANTED[[row]]).tolist() == together[[row]].tolist()


def test_thirty_two_midpoints_stand_for_all_final_days() -> None:
    assert (midpoints()[0], midpoints()[-1], midpoints().size) == (1 / 64, 63 / 64, 32)


def test_nobody_asked_nothing_answered() -> None:
    none = Mixture(np.zeros((0, 32)), np.zeros(0), np.zeros(0))
    assert log_quantile(none, np.zeros((0, 3))).shape == (0, 3)
