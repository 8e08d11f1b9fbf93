"""One series fitted with one design over many cohorts, and the lines that come of it.

Called by `trend` for the plain design, for that with scope numbers, and for that with a curve. Days are fitted with the
open ones as censored; hours by the two-part method, which needs the days fit of the same design.
"""

from dataclasses import dataclass

import numpy as np

from tracking.stats.aft import censored_lognormal
from tracking.stats.arrays import BoolArray, FloatArray
from tracking.stats.fits import SINGULAR, Fits, Line, line_of
from tracking.stats.frame import Frame
from tracking.stats.hours import COMPLETED_ONLY, TWO_PART, fit_hours
from tracking.stats.ols import least_squares

AFT = "aft"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted in one cohort.

    line: of the series. method: `aft`, `ols`, `two_part` or `completed_only`. days: the line of log days of the same
    design. hours: the line of log hours that forecasts start from, with log days as its last column where method is
    `two_part`; None for the series of days.
    """

    status: str
    method: str
    line: Line | None
    days: Line | None
    hours: Line | None


def fit_days(frame: Frame, able: BoolArray, columns: FloatArray) -> dict[int, Fitted]:
    """Fit log days on a constant and `columns` (rows, m) in the cohorts where `able` (G,) is set."""
    fits = _days_fits(frame, able, columns)
    found = {}
    for g in np.flatnonzero(able).tolist():
        line = line_of(fits, g)
        found[g] = Fitted(str(fits.status[g]), AFT, line, line, None)
    return found


def fit_hours_lines(
    frame: Frame, able: BoolArray, columns: FloatArray, whole: BoolArray, share: FloatArray, most: float
) -> dict[int, Fitted]:
    """Fit log hours on a constant and `columns` (rows, m) in the cohorts where `able` (G,) is set.

    whole: (G,) every go-live has complete hours. share: (G,) of go-lives whose hours may still grow or never will;
    above `most`, a line from completed ones alone is biased and counts as singular.
    """
    rows = frame.complete & frame.counted & able[frame.cohort]
    days = _days_fits(frame, able & ~whole, columns)
    log_hours, log_days = np.log(frame.hours[rows]), np.log(frame.days[rows])
    both = fit_hours(log_hours, columns[rows], log_days, frame.cohort[rows], days, whole)
    found = {}
    for g in np.flatnonzero(able).tolist():
        method, status, line = both.method[g], str(both.fits.status[g]), line_of(both.fits, g)
        if method == COMPLETED_ONLY and share[g] > most and line is not None:
            status, line = SINGULAR, None
        basis = line_of(both.given_days, g) if method == TWO_PART else line
        found[g] = Fitted(status, method, line, None if whole[g] else line_of(days, g), basis)
    return found


def _days_fits(frame: Frame, able: BoolArray, columns: FloatArray) -> Fits:
    rows = frame.counted & able[frame.cohort]
    y = np.log(frame.days[rows])
    return censored_lognormal(y, columns[rows], frame.live[rows], frame.cohort[rows], frame.size)


def fit_finished(frame: Frame, able: BoolArray, done: BoolArray, value: FloatArray) -> dict[int, Line | None]:
    """Plain least squares through final values alone: shown small for comparison, never as the result."""
    rows = done & able[frame.cohort]
    fits = least_squares(np.log(value[rows]), frame.x[rows, None], frame.cohort[rows], frame.size)
    return {g: line_of(fits, g) for g in np.flatnonzero(able).tolist()}
