"""What a fitted line says in figures: slope, rates, forecasts and curve of one cohort.

Called by `assemble` for a cohort whose line may be shown.
"""

import numpy as np

from tracking.stats.fits import Line, line_of
from tracking.stats.forecast import CurvePoint, Predicted, curve, next_numbers, predict
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
    return Figures(
        method=trend.method[cohort],
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
        completed_only_learning_rate=_rate(line_of(trend.finished_only, cohort)),
        next=[_ahead(ahead) for ahead in predict(line, next_numbers(counts["n"]), prior)],
        curve=[_at(at) for at in curve(line, counts["n"], prior)],
    )


def _rate(line: Line | None) -> float | None:
    return None if line is None else number(rate_of(float(line.beta[1])))


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
