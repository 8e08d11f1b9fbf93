"""What a fitted line says in figures: slope, rates, forecasts and curve of one cohort.

Called by `assemble` for a cohort whose line may be shown.
"""

import numpy as np

from tracking.stats.fits import Line
from tracking.stats.forecast import CurvePoint, Predicted, curve, design_at, next_numbers, predict
from tracking.stats.outlook import Lines, outlook_of, pooled_outlook
from tracking.stats.result import Counts, Curve, Figures, Next, number
from tracking.stats.slopes import rate_of, slope_of
from tracking.stats.trend import Trend


def figures_of(line: Line, trend: Trend, counts: Counts, prior: float, cohort: int) -> Figures:
    """All figures of one cohort; null where an exact line leaves no interval or a number exceeds all
    bounds.
    """
    all_finished = counts["n_in_progress"] == 0 and counts["n_cancelled"] == 0
    slope = slope_of(line, all_finished=all_finished)
    with np.errstate(over="ignore"):
        first_unit = float(np.exp(line.beta[0]))
    alone = trend.finished_only.get(cohort)
    return Figures(
        method=trend.shown[cohort].method,
        direction=slope.direction,
        learning_rate=number(slope.rate),
        learning_rate_lo=None if slope.hi is None else number(rate_of(slope.hi)),
        learning_rate_hi=None if slope.lo is None else number(rate_of(slope.lo)),
        progress_ratio=number(1.0 - slope.rate),
        slope=slope.b,
        slope_se=slope.se,
        nu=line.nu,
        sigma=line.sigma,
        first_unit=number(first_unit),
        confidence_down=slope.confidence_down,
        p_value=slope.p_value,
        completed_only_learning_rate=None if alone is None else number(rate_of(float(alone.beta[1]))),
        next=ahead_by_line(line, counts["n"], prior),
        curve=[_at(at) for at in curve(line, counts["n"], prior)],
    )


def ahead_by_line(line: Line, n: int, prior: float) -> list[Next]:
    """Forecasts of the next go-lives by the cohort's own line."""
    numbers = next_numbers(n)
    at = design_at(np.array(numbers, dtype=np.float64), prior, line.beta.shape[0])
    return [_ahead(found) for found in predict(outlook_of(line, at), numbers)]


def ahead_by_peers(lines: Lines, n: int, prior: float) -> list[Next]:
    """The same by the lines of the other cohorts, where this one has none."""
    numbers = next_numbers(n)
    x = np.log(np.array(numbers, dtype=np.float64) + prior)
    return [_ahead(found) for found in predict(pooled_outlook(lines, x), numbers)]


def _ahead(found: Predicted) -> Next:
    return Next(
        number=found.number,
        median=number(found.median),
        lo80=number(found.lo80),
        hi80=number(found.hi80),
        mean=number(found.mean),
    )


def _at(found: CurvePoint) -> Curve:
    return Curve(rank=found.rank, median=number(found.median), lo95=number(found.lo95), hi95=number(found.hi95))
