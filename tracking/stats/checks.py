"""What is checked beside the line of one cohort: scope numbers, unusual go-lives, bends, a second opinion.

Called by `further`. Nothing here changes the line; it tells when not to trust it.
"""

import numpy as np
from scipy.special import stdtrit

from tracking.stats.arrays import FloatArray
from tracking.stats.fits import Line
from tracking.stats.frame import Frame
from tracking.stats.result import number
from tracking.stats.robust import kendall, theil_sen, thinned
from tracking.stats.shapes import Outlier, Rate, Robust, Scope
from tracking.stats.slopes import rate_of, slope_of
from tracking.stats.trend import ACCELERATING, LEVELLING, OPEN_SHARE, Trend

UNUSUAL = 3.0  # standardised residual beyond which a go-live is listed
LEVEL = 0.05


def limits(line: Line, column: int) -> tuple[float, float]:
    """95% limits of one coefficient."""
    reach = float(stdtrit(line.nu, 0.975)) * max(line.k * float(line.cov[column, column]), 0.0) ** 0.5
    return float(line.beta[column]) - reach, float(line.beta[column]) + reach


def rate_with_limits(line: Line) -> Rate:
    """The learning rate of a line, limits null where it is exact."""
    slope = slope_of(line, all_finished=False)
    return Rate(
        learning_rate=number(slope.rate),
        lo=None if slope.hi is None else number(rate_of(slope.hi)),
        hi=None if slope.lo is None else number(rate_of(slope.lo)),
    )


def scope_of(trend: Trend, cohort: int) -> list[Scope] | None:
    """The scope numbers in the shown line with their exponents; None where there are none."""
    line = trend.line(cohort)
    if line is None or not trend.adjusted(cohort):
        return None
    names = trend.scopes.cohorts[cohort].names
    found = [(name, float(line.beta[2 + j]), limits(line, 2 + j)) for j, name in enumerate(names)]
    return [Scope(name=name, exponent=exponent, lo=lo, hi=hi) for name, exponent, (lo, hi) in found]


def outliers_of(frame: Frame, trend: Trend, cohort: int) -> list[Outlier] | None:
    """Finished go-lives more than three standard deviations off the shown line; they are never dropped."""
    line = trend.line(cohort)
    if line is None or line.exact:
        return None
    span = frame.span(cohort)
    done = trend.done[span]
    design = _design(frame, trend, cohort, line)[done]
    residual = (np.log(trend.value[span][done]) - line.mean(design)) / (line.k * line.sigma**2) ** 0.5
    rows = [row for row, final in zip(frame.rows[span], done.tolist(), strict=True) if final]
    listed = zip(rows, residual.tolist(), strict=True)
    return [Outlier(id=row.id, residual=off) for row, off in listed if abs(off) > UNUSUAL]


def _design(frame: Frame, trend: Trend, cohort: int, line: Line) -> FloatArray:
    span = frame.span(cohort)
    x = frame.x[span]
    scope = trend.scopes.cohorts[cohort].columns[:, : line.beta.shape[0] - 2]
    return np.column_stack([np.ones(x.size), x, scope])


def curvature_of(trend: Trend, cohort: int) -> str | None:
    """`levelling` or `accelerating` where a bend shows at the 5% level; information only, its power is low."""
    p_value, coefficient = trend.curved.get(cohort, (1.0, 0.0))
    if p_value >= LEVEL:
        return None
    return LEVELLING if coefficient > 0 else ACCELERATING


def robust_of(frame: Frame, trend: Trend, cohort: int, *, of_days: bool) -> Robust | None:
    """Theil-Sen and Kendall; None with fewer than two values, and for hours where many are open.

    Hours of open ones cannot enter as lower bounds, and ranks of completed ones alone are biased.
    """
    span = frame.span(cohort)
    use = frame.counted[span] if of_days else trend.done[span]
    if use.sum() < 2 or (not of_days and trend.open_share[cohort] > OPEN_SHARE):
        return None
    kept = thinned(frame.rank[span][use])
    x, event = frame.x[span][use][kept], trend.done[span][use][kept]
    y = np.log(trend.value[span][use][kept])
    test = kendall(y, x, event)
    found = Robust(slope=None, lo=None, hi=None, S=test.s, z=test.z, p=test.p, tau=test.tau, agree=None)
    if trend.evidence[cohort].lacking is None:
        slope = theil_sen(y, x, event)
        found["slope"], found["lo"], found["hi"] = number(slope.slope), number(slope.lo), number(slope.hi)
        found["agree"] = _agree(trend.line(cohort), slope.slope)
    return found


def _agree(line: Line | None, robust: float | None) -> bool | None:
    if line is None or line.exact or robust is None:
        return None
    lo, hi = limits(line, 1)
    return bool(np.sign(robust) == np.sign(line.beta[1]) and lo <= robust <= hi)
