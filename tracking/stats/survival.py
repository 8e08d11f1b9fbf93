"""Kaplan-Meier: how long go-lives take when some are still open, without assuming a shape.

One cohort at a time, days only (for hours the open ones would bias it). Cancelled go-lives count as
withdrawn. Limits are log-log (Kalbfleisch & Prentice); the median and its limits follow Brookmeyer &
Crowley 1982.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from tracking.stats.arrays import BoolArray, FloatArray, IntArray
from tracking.stats.result import number
from tracking.stats.shapes import KmStep, Rmst

Z95 = float(ndtri(0.975))
TIE = 1e-9  # survival this close to the level counts as equal to it
LONGEST_MEAN = 365.0  # days up to which means are compared unless follow-up is shorter


@dataclass(frozen=True, slots=True)
class SurvivalTable:
    """The curve at its distinct event times.

    time, at_risk, events, survival: one entry per event time; still at risk: whoever lasted that long, the
    censored of that day included. greenwood: the sum in se(S) = S sqrt(greenwood) (infinite where S = 0).
    lower, upper: 95% limits, NaN where survival is 0 or 1. last: the longest follow-up, NaN without rows.
    """

    time: FloatArray
    at_risk: IntArray
    events: IntArray
    survival: FloatArray
    greenwood: FloatArray
    lower: FloatArray
    upper: FloatArray
    last: float

    @property
    def error(self) -> FloatArray:
        """Standard error of survival by Greenwood's formula; 0 where survival is 0."""
        return self.survival * np.sqrt(np.where(self.survival > 0, self.greenwood, 0.0))

    def steps(self) -> list[KmStep]:
        """The curve as plain dicts."""
        columns = (self.time, self.at_risk, self.events, self.survival, self.lower, self.upper)
        listed = zip(*(column.tolist() for column in columns), strict=True)
        return [KmStep(t=t, n=n, d=d, S=survival, lo=number(lo), hi=number(hi)) for t, n, d, survival, lo, hi in listed]


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of the duration with its 95% limits; None is not reached yet."""

    value: float | None
    lo: float | None
    hi: float | None


def kaplan_meier(days: FloatArray, event: BoolArray) -> SurvivalTable:
    """Survival from durations (rows,) above 0 and whether each ended live; the rest is right-censored."""
    time, events = np.unique(days[event], return_counts=True)
    at_risk = days.size - np.searchsorted(np.sort(days), time, side="left")
    left = at_risk - events
    survival = np.cumprod(left / at_risk).astype(np.float64)
    risk = np.divide(events, at_risk * left, out=np.full(time.size, np.inf), where=left > 0)
    greenwood = np.cumsum(risk)
    lower, upper = _limits(survival, greenwood)
    last = float(days.max()) if days.size else float("nan")
    return SurvivalTable(
        time, at_risk.astype(np.int64), events.astype(np.int64), survival, greenwood, lower, upper, last
    )


def _limits(survival: FloatArray, greenwood: FloatArray) -> tuple[FloatArray, FloatArray]:
    inside = (survival > 0) & (survival < 1)
    logs = np.log(np.where(inside, survival, 0.5))
    reach = Z95 * np.sqrt(np.where(inside, greenwood, 0.0)) / np.abs(logs)
    lower = np.exp(logs * np.exp(reach))
    upper = np.exp(logs * np.exp(-reach))
    return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)


def quantile(table: SurvivalTable, p: float) -> Quantile:
    """The time by which a share p has gone live, and where the limits of the curve cross the same level.

    A curve that lies exactly on the level between two event times gives their midpoint (up to the last
    follow-up when no event comes after), as R's survfit does.
    """
    return Quantile(
        value=_crossing(table, table.survival, p),
        lo=_crossing(table, table.lower, p),
        hi=_crossing(table, table.upper, p),
    )


def _crossing(table: SurvivalTable, curve: FloatArray, p: float) -> float | None:
    below = np.flatnonzero(np.isfinite(curve) & (curve <= 1 - p + TIE))
    if below.size == 0:
        return None
    at = int(below[0])
    here = float(table.time[at])
    if abs(float(curve[at]) - (1 - p)) > TIE:
        return here
    after = float(table.time[at + 1]) if at + 1 < table.time.size else table.last
    return (here + after) / 2


def restricted_mean(table: SurvivalTable, tau: float | None = None) -> Rmst | None:
    """Mean of min(days, tau), the area under the curve up to tau, with its standard error; None where unknown.

    tau: days; by default 365 or the longest follow-up. Var = sum over event times t <= tau of
    (area from t to tau)^2 d / (n (n - d)) (Klein & Moeschberger 2003, 4.5.2; Royston & Parmar 2013).
    """
    if not table.last > 0:
        return None
    until = min(table.last, LONGEST_MEAN) if tau is None else tau
    ended = table.survival.size > 0 and float(table.survival[-1]) == 0
    if until > table.last and not ended:
        return None
    use = table.time <= until
    edges = np.concatenate([[0.0], table.time[use], [until]])
    heights = np.concatenate([[1.0], table.survival[use]])
    areas = np.diff(edges) * heights
    after = float(areas.sum()) - np.cumsum(areas)[:-1]
    steps = np.diff(table.greenwood[use], prepend=0.0)
    variance = float((after**2 * np.where(np.isfinite(steps), steps, 0.0)).sum())
    return Rmst(tau=until, value=float(areas.sum()), se=max(variance, 0.0) ** 0.5)
