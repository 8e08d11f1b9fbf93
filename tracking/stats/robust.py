"""A line and a trend test that a few unusual go-lives cannot drive, with the open ones counted.

The slope is the censored Theil-Sen slope (Akritas, Murphy & LaValley 1995; Theil 1950, Sen 1968), the test Kendall's
(Mann 1945, Kendall 1975), extended to right-censored values; the variance is that over all permutations (Daniels
1944), which without censoring is n(n-1)(2n+5)/18 with the usual terms for ties. One cohort at a time.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from scipy.special import ndtr, ndtri

from tracking.stats.arrays import BoolArray, FloatArray, IntArray

Z95 = float(ndtri(0.975))
LARGEST = 1000  # pairs grow with the square: beyond it, evenly spaced ranks stand for all
FEWEST_FOR_P = 5  # the best two-sided exact p of four is .083
EXACT_UP_TO = 10


@dataclass(frozen=True, slots=True)
class Kendall:
    """S, its permutation variance, z with continuity correction, two-sided p (None below five), tau-a."""

    s: int
    variance: float
    z: float | None
    p: float | None
    tau: float


@dataclass(frozen=True, slots=True)
class TheilSen:
    """The slope and its 95% limits; None where the pairs do not bound it."""

    slope: float | None
    lo: float | None
    hi: float | None


def thinned(rank: FloatArray) -> IntArray:
    """Positions in rank order, every ceil(n / 1000)-th of them: what the other functions are to be given."""
    step = max(1, -(-rank.size // LARGEST))
    return np.argsort(rank, kind="stable")[::step].astype(np.int64)


def kendall(y: FloatArray, x: FloatArray, event: BoolArray) -> Kendall:
    """Test the values y against x, each (n,), n >= 2; censored from below where `event` is false.

    A pair counts where its order is certain: the smaller one has ended. S > 0: values rise with x.
    """
    n = y.size
    score = certain_order(y, event)
    sign = np.sign(x[None, :] - x[:, None]).astype(np.int64)
    s = int((score * sign).sum()) // 2
    variance = _permutation_variance(sign, score)
    z = (abs(s) - 1) * np.sign(s) / variance**0.5 if variance > 0 else None
    return Kendall(s, variance, None if z is None else float(z), _p_value(y, x, event, s, z), s / (n * (n - 1) / 2))


def certain_order(y: FloatArray, event: BoolArray) -> IntArray:
    """Matrix (n, n): 1 where the row's value is surely below the column's, -1 where surely above, else 0."""
    below = event[:, None] & ((y[:, None] < y[None, :]) | ((y[:, None] == y[None, :]) & ~event[None, :]))
    certain: IntArray = below.astype(np.int64) - below.T.astype(np.int64)
    return certain


def _permutation_variance(sign: IntArray, score: IntArray) -> float:
    """Variance of S over all assignments of values to ranks (Daniels 1944; Gehan 1965 for censored scores)."""
    n = sign.shape[0]
    a, b = (float((matrix.sum(axis=1) ** 2).sum()) for matrix in (sign, score))
    a2, b2 = (float(np.count_nonzero(matrix)) for matrix in (sign, score))
    triples = 4 * (a - a2) * (b - b2) / (n * (n - 1) * (n - 2)) if n > 2 else 0.0
    return float(triples + 2 * a2 * b2 / (n * (n - 1))) / 4


def _p_value(y: FloatArray, x: FloatArray, event: BoolArray, s: int, z: float | None) -> float | None:
    n = y.size
    if n < FEWEST_FOR_P or z is None:
        return None
    untied = np.unique(y).size == n and np.unique(x).size == n
    if n <= EXACT_UP_TO and untied and event.all():
        return _exact_p(n, s)
    return 2 * float(ndtr(-abs(z)))


def _exact_p(n: int, s: int) -> float:
    """Two-sided p from the number of permutations by inversions (Kendall 1975)."""
    ways = np.ones(1)
    for k in range(2, n + 1):
        ways = np.convolve(ways, np.ones(k))
    inversions = (n * (n - 1) // 2 - abs(s)) // 2
    return min(1.0, 2 * float(ways[: inversions + 1].sum()) / factorial(n))


def theil_sen(y: FloatArray, x: FloatArray, event: BoolArray) -> TheilSen:
    """Slope of y on x, each (n,) in order of x: where the residuals show no trend by Kendall's S.

    S(b) falls from pair slope to pair slope, so its zero is found by sorting, not by iteration. Without
    censoring this is the median of the pair slopes with the limits of Sen 1968 as scipy's theilslopes has them.
    """
    first, second = np.triu_indices(y.size, 1)
    use = (x[second] > x[first]) & (event[first] | event[second])
    first, second = first[use], second[use]
    if first.size == 0:
        return TheilSen(None, None, None)
    slopes = (y[second] - y[first]) / (x[second] - x[first])
    order = np.argsort(slopes, kind="stable")
    slopes, first, second = slopes[order], first[order], second[order]
    reached = np.cumsum(event[first].astype(np.int64) + event[second])
    level = int(event[first].sum())
    slope = _where(slopes, reached, level)
    if event.all():
        return TheilSen(slope, *_sen_limits(slopes, y, x))
    residual = y - (slope or 0.0) * x
    sign = np.sign(x[None, :] - x[:, None]).astype(np.int64)
    reach = Z95 * _permutation_variance(sign, certain_order(residual, event)) ** 0.5
    return TheilSen(slope, _where(slopes, reached, level - reach), _where(slopes, reached, level + reach))


def _where(slopes: FloatArray, reached: IntArray, level: float) -> float | None:
    """The slope at which the running weight reaches the level; midway to the next where it does so exactly."""
    if level <= 0 or level > reached[-1]:
        return None
    at = int(np.searchsorted(reached, level, side="left"))
    if reached[at] == level and at + 1 < slopes.size:
        return float(slopes[at] + slopes[at + 1]) / 2
    return float(slopes[at])


def _sen_limits(slopes: FloatArray, y: FloatArray, x: FloatArray) -> tuple[float, float]:
    n = y.size
    spread = n * (n - 1) * (2 * n + 5) - _tie_term(x) - _tie_term(y)
    reach = Z95 * max(spread / 18, 0.0) ** 0.5
    upper = min(round((slopes.size + reach) / 2), slopes.size - 1)
    lower = max(round((slopes.size - reach) / 2) - 1, 0)
    return float(slopes[lower]), float(slopes[upper])


def _tie_term(values: FloatArray) -> int:
    counts = np.unique(values, return_counts=True)[1]
    return int((counts * (counts - 1) * (2 * counts + 5)).sum())
