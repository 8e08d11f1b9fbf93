"""How fast the pure statistics are: the censored fit alone, and the whole judgement of many cohorts.

The best of some rounds is judged: whatever made the others slower was not ours. docs/statistics.md tells the figures.
"""

import time
from collections.abc import Callable

import pytest

from tests.tracking.stats.samples import AS_OF, draw, many_rows
from tracking.stats.aft import censored_lognormal
from tracking.stats.analyse import analyse

pytestmark = pytest.mark.bench

ROUNDS = 5


def best_seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    print(f"best {min(taken) * 1000:.1f} ms, worst {max(taken) * 1000:.1f} ms")  # noqa: T201
    return min(taken)


@pytest.mark.parametrize(("golives", "cohorts", "seconds"), [(5_000, 200, 0.05), (50_000, 5_000, 1.0)])
def test_the_censored_fit(golives: int, cohorts: int, seconds: float) -> None:
    sample = draw(1, golives, cohorts)
    x = sample.x[:, None]
    assert best_seconds(lambda: censored_lognormal(sample.y, x, sample.event, sample.cohort, sample.size)) < seconds


@pytest.mark.parametrize("series", ["days", "total_hours"])
def test_the_judgement_of_two_hundred_cohorts(series: str) -> None:
    rows, cohorts = many_rows(5_000, 200)
    assert best_seconds(lambda: analyse(rows, cohorts, series=series, as_of=AS_OF)) < 3.0
