"""One rate out of many cohorts, each cohort's own rate drawn towards it, and a fair list of those that improve.

Random effects by DerSimonian & Laird 1986, shrinkage by the usual empirical Bayes weights (Morris 1983), the list by
Benjamini & Hochberg 1995. Plain Python, so that readers without numpy can pool stored results too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from tracking.stats.shapes import Fit

FEWEST = 3
Z95 = 1.959963984540054
FALSE_SHARE = 0.10  # of the cohorts listed as improving, this share may be wrong


@dataclass(frozen=True, slots=True)
class Estimate:
    """A cohort's slope on log repetition with its standard error and two-sided p-value."""

    key: str
    slope: float
    se: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Peer:
    """What another cohort lends to those of a call: its estimate, and its fit for forecasts where a cohort has none."""

    key: str
    estimate: Estimate | None
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class Pool:
    """The pooled slope with its 95% limits (normal), variance between cohorts, and how many were pooled."""

    slope: float
    se: float
    lo: float
    hi: float
    tau2: float
    cohorts: int

    def shrunken(self, estimate: Estimate) -> float:
        """A cohort's slope, weighted with the pooled one by how sure either is; the pooled one if tau2 is 0."""
        if self.tau2 == 0:
            return self.slope
        own, others = 1 / estimate.se**2, 1 / self.tau2
        return (estimate.slope * own + self.slope * others) / (own + others)


def pool(estimates: Sequence[Estimate]) -> Pool | None:
    """Pool at least three slopes; None with fewer.

    Q = sum (b - bF)^2 / SE^2; tau2 = max(0, (Q - (G - 1)) / (sum v - sum v^2 / sum v)), v = 1 / SE^2; then weights
    1 / (SE^2 + tau2).
    """
    if len(estimates) < FEWEST:
        return None
    v = [1 / one.se**2 for one in estimates]
    total = fsum(v)
    fixed = fsum(weight * one.slope for weight, one in zip(v, estimates, strict=True)) / total
    q = fsum(weight * (one.slope - fixed) ** 2 for weight, one in zip(v, estimates, strict=True))
    tau2 = max(0.0, (q - (len(v) - 1)) / (total - fsum(weight**2 for weight in v) / total))
    w = [1 / (one.se**2 + tau2) for one in estimates]
    slope = fsum(weight * one.slope for weight, one in zip(w, estimates, strict=True)) / fsum(w)
    se = fsum(w) ** -0.5
    return Pool(slope, se, slope - Z95 * se, slope + Z95 * se, tau2, len(v))


def q_values(estimates: Sequence[Estimate]) -> dict[str, float]:
    """By cohort key the smallest false discovery rate at which it would still be listed (Benjamini & Hochberg 1995)."""
    ordered = sorted(estimates, key=lambda one: (one.p_value, one.key), reverse=True)
    found: dict[str, float] = {}
    least = 1.0
    for position, one in enumerate(ordered):
        least = min(least, one.p_value * len(ordered) / (len(ordered) - position))
        found[one.key] = least
    return found


def improving(results: Sequence[Mapping[str, object]]) -> list[str]:
    """Keys of the cohorts that may be listed as improving: slope below 0, q_value below .10."""
    listed = []
    for result in results:
        q, slope = result["q_value"], result["slope"]
        if isinstance(q, float) and isinstance(slope, float) and slope < 0 and q < FALSE_SHARE:
            listed.append(str(result["cohort_key"]))
    return listed


def estimate_of(result: Mapping[str, object]) -> Estimate | None:
    """The estimate in a result, or in one stored earlier; None where it has no slope with an error."""
    slope, se, p_value = result["slope"], result["slope_se"], result["p_value"]
    if not isinstance(slope, float) or not isinstance(se, float) or not isinstance(p_value, float) or not se > 0:
        return None
    return Estimate(str(result["cohort_key"]), slope, se, p_value)
