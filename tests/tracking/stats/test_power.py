import numpy as np
import pytest
from scipy.stats import nct, t

from tracking.stats.power import finished_needed, more_needed


@pytest.mark.parametrize(("scatter", "needed"), [(0.30, 23), (0.45, 41)])
def test_a_rate_of_fifteen_percent_needs_so_many(scatter: float, needed: int) -> None:
    assert finished_needed(scatter) == needed


def test_the_number_found_is_the_first_that_has_the_power() -> None:
    found = finished_needed(0.4)
    assert found is not None

    def power(n: int) -> float:
        x = np.log(np.arange(1, n + 1))
        shift = -np.log2(0.85) * float(np.sqrt(((x - x.mean()) ** 2).sum())) / 0.4
        return float(nct.sf(t.isf(0.025, n - 2), n - 2, shift))

    assert power(found) >= 0.8 > power(found - 1)


def test_prior_repetitions_make_it_harder() -> None:
    assert (finished_needed(0.3, 20) or 0) > 2 * (finished_needed(0.3) or 0)


def test_beyond_two_thousand_there_is_no_number() -> None:
    assert finished_needed(5.0) is None
    assert more_needed(10, 5.0) is None


def test_scarcely_any_scatter_needs_few() -> None:
    assert finished_needed(1e-9) == 4


def test_with_enough_already_no_more_are_asked_for() -> None:
    assert (more_needed(3, None), more_needed(30, 0.3)) == (20, 0)
