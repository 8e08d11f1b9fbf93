"""Forecasts of further go-lives, and the fitted curve of one cohort.

exp(mean of logs) is a median; budgets need the mean, which is larger (Aitchison & Brown 1957).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from tracking.stats.arrays import FloatArray
from tracking.stats.fits import Line
from tracking.stats.outlook import Outlook

AHEAD = 5
CURVE_POINTS = 60


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a further go-live should take: median, 80% limits (None for an exact line) and mean."""

    number: int
    median: float
    lo80: float | None
    hi80: float | None
    mean: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The fitted median at a rank, with the 95% limits of the line (None for an exact one)."""

    rank: float
    median: float
    lo95: float | None
    hi95: float | None


def next_numbers(n: int) -> list[int]:
    """The next five numbers after n, without those beyond 2n: no doubling has been seen that far."""
    return [number for number in range(n + 1, n + AHEAD + 1) if number <= 2 * n]


def design_at(ranks: FloatArray, prior: float, p: int) -> FloatArray:
    """Design rows (m, p) at `ranks` with every scope covariate at its reference, which is 0 on the log
    scale.
    """
    at = np.zeros((ranks.size, p))
    at[:, 0] = 1.0
    at[:, 1] = np.log(ranks + prior)
    return at


def predict(outlook: Outlook, numbers: list[int]) -> list[Predicted]:
    """Predict go-lives of the given numbers from the outlook at them; the caller keeps to `next_numbers`."""
    reach = stdtrit(outlook.nu, 0.9) * outlook.scale
    with np.errstate(over="ignore"):
        lo, median, hi = np.exp(outlook.mean - reach), np.exp(outlook.mean), np.exp(outlook.mean + reach)
        average = np.exp(outlook.mean + outlook.noise / 2)
    return [
        Predicted(
            number=number,
            median=float(median[i]),
            lo80=None if outlook.exact else float(lo[i]),
            hi80=None if outlook.exact else float(hi[i]),
            mean=float(average[i]),
        )
        for i, number in enumerate(numbers)
    ]


def curve(line: Line, n: int, prior: float) -> list[CurvePoint]:
    """The fitted line from rank 1 to n, every rank up to 60 go-lives, else evenly spaced in the logarithm."""
    thinned = n > CURVE_POINTS
    ranks = np.unique(np.round(np.geomspace(1, n, CURVE_POINTS))) if thinned else np.arange(1.0, n + 1)
    at = design_at(ranks, prior, line.beta.shape[0])
    mean = line.mean(at)
    reach = float(stdtrit(line.nu, 0.975)) * np.sqrt(line.variance(at))
    with np.errstate(over="ignore"):
        lo, median, hi = np.exp(mean - reach), np.exp(mean), np.exp(mean + reach)
    return [
        CurvePoint(
            rank=float(rank),
            median=float(median[i]),
            lo95=None if line.exact else float(lo[i]),
            hi95=None if line.exact else float(hi[i]),
        )
        for i, rank in enumerate(ranks)
    ]
