"""How good past forecasts were, once the go-lives they spoke of are live.

Called with what was forecast and what came. Plain Python, so that readers without numpy can score too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, log
from typing import TypedDict

Z95 = 1.959963984540054
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast of days or hours and what came, in the same unit. Raises ValueError naming what is not in order."""

    p10: float
    p50: float
    p90: float
    actual: float

    def __post_init__(self) -> None:
        for name in ("p10", "p50", "p90", "actual"):
            if not isfinite(getattr(self, name)):
                raise ValueError(f"{name} is {getattr(self, name)}: give a finite number")
        if not self.p10 <= self.p50 <= self.p90:
            raise ValueError(f"p10, p50, p90 are {self.p10}, {self.p50}, {self.p90}: give them in rising order")


class Score(TypedDict):
    """n forecasts scored. coverage: share within p10..p90, wanted .80, with its 95% limits (Wilson 1927).

    bias: mean of actual less p50, in the unit of the forecast; above 0: things took longer than said. ratio: mean of
    log(actual / p50), None where any is not above 0. above_median: share above p50, wanted .50.
    pinball: mean loss over the three quantiles; smaller is better (Koenker & Bassett 1978; Gneiting & Raftery 2007).
    """

    n: int
    coverage: float
    coverage_lo: float
    coverage_hi: float
    bias: float
    ratio: float | None
    above_median: float
    pinball: float


def score(outcomes: Iterable[Outcome]) -> Score | None:
    """Score forecasts; None without any."""
    listed = list(outcomes)
    if not listed:
        return None
    n = len(listed)
    inside = sum(one.p10 <= one.actual <= one.p90 for one in listed)
    lo, hi = wilson(inside, n)
    return Score(
        n=n,
        coverage=inside / n,
        coverage_lo=lo,
        coverage_hi=hi,
        bias=fsum(one.actual - one.p50 for one in listed) / n,
        ratio=_ratio(listed),
        above_median=sum(one.actual > one.p50 for one in listed) / n,
        pinball=fsum(_loss(one) for one in listed) / n,
    )


def pinball(q: float, forecast: float, actual: float) -> float:
    """Loss of a forecast quantile: q times what it fell short, or 1 - q times what it overshot."""
    return q * (actual - forecast) if actual >= forecast else (1 - q) * (forecast - actual)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95% limits of a share (Wilson 1927)."""
    centre = hits + Z95**2 / 2
    reach = Z95 * (hits * (n - hits) / n + Z95**2 / 4) ** 0.5
    return max(0.0, (centre - reach) / (n + Z95**2)), min(1.0, (centre + reach) / (n + Z95**2))


def score_sentence(found: Score, unit: str) -> str:
    """`Of 42 forecasts, 79% came within the range (80% wanted). They came 3 days later than the median, on average.`"""
    few = " Too few to judge." if found["n"] < 20 else ""
    off = round(abs(found["bias"]))
    word = "later" if unit == "days" else "more"
    opposite = "earlier" if unit == "days" else "fewer"
    noun = unit.removesuffix("s") if off == 1 else unit
    said = f"{off} {noun} {word if found['bias'] > 0 else opposite} than" if off else "just at"
    return (
        f"Of {found['n']} forecasts, {round(found['coverage'] * 100)}% came within the range (80% wanted). "
        f"On average they came {said} the median.{few}"
    )


def _loss(one: Outcome) -> float:
    given = zip(QUANTILES, (one.p10, one.p50, one.p90), strict=True)
    return fsum(pinball(q, forecast, one.actual) for q, forecast in given) / len(QUANTILES)


def _ratio(listed: Sequence[Outcome]) -> float | None:
    if any(one.actual <= 0 or one.p50 <= 0 for one in listed):
        return None
    return fsum(log(one.actual / one.p50) for one in listed) / len(listed)
