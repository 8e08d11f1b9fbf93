"""Staff hours: a two-part fit that lets open go-lives count without pretending to know their final hours.

Hours to date of an open go-live are no censored total: who burns hours fast has both a higher total and a
higher sum at the cut. But whether hours are complete depends on the duration alone, so hours given the
duration are missing at random, and the likelihood factorises (Anderson 1957): durations from all rows,
hours given durations from finished rows. With all rows complete this is algebraically ordinary least
squares of log hours.
"""

from dataclasses import dataclass, replace

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray, IntArray
from tracking.stats.fits import EXACT, EXACT_RESIDUAL, OK, SINGULAR, Fits, combine, empty_fits
from tracking.stats.ols import least_squares

OLS = "ols"
TWO_PART = "two_part"
COMPLETED_ONLY = "completed_only"


@dataclass(frozen=True, slots=True)
class HoursFits:
    """Fits of log hours and, per cohort, the method that gave them.

    given_days: the second part, log hours on (X, log T), of use to forecasts of open go-lives.
    """

    fits: Fits
    method: list[str]
    given_days: Fits


def fit_hours(
    log_hours: FloatArray,
    columns: FloatArray,
    log_days: FloatArray,
    cohort: IntArray,
    days: Fits,
    all_complete: BoolArray,
) -> HoursFits:
    """Fit log hours on a constant and `columns` (rows, m) from the finished rows given.

    days: the censored fit of log days over all rows of the same cohorts, with the same columns;
    all_complete: (G,) cohorts in which every row is finished. Cohorts whose finished rows cannot tell hours
    from days (such as equal durations) fall back to `completed_only`, which the caller must judge by the
    share still open.
    """
    size = all_complete.size
    plain = least_squares(log_hours, columns, cohort, size)
    given_days = least_squares(log_hours, np.column_stack([columns, log_days]), cohort, size)
    joined = _joined(given_days, days)
    unmixed = ~all_complete & (given_days.status == SINGULAR)
    fits = combine(all_complete | unmixed, plain, joined)
    method = np.where(all_complete, OLS, np.where(unmixed, COMPLETED_ONLY, TWO_PART))
    return HoursFits(fits, [str(word) for word in method], given_days)


def _joined(given: Fits, days: Fits) -> Fits:
    """Multiply the two parts: beta_H = alpha + delta beta_T, sigma_H^2 = e^2 + delta^2 sigma_T^2."""
    size, p = days.beta.shape
    alpha, delta = given.beta[:, :p], given.beta[:, p]
    # d beta_H / d (alpha, delta) at beta_T; its transpose carries a contrast c to g = (c, c' beta_T)
    lever = np.zeros((size, p, p + 1))
    lever[:, :, :p] = np.eye(p)
    lever[:, :, p] = days.beta
    cov = lever @ given.cov @ lever.transpose(0, 2, 1) + (delta**2)[:, None, None] * days.cov
    sigma = np.sqrt(given.sigma**2 + (delta * days.sigma) ** 2)
    status = np.where(sigma <= EXACT_RESIDUAL, EXACT, OK)
    blank = replace(empty_fits(size, p), r=given.r)
    whole = replace(blank, status=status, beta=alpha + delta[:, None] * days.beta, cov=cov, sigma=sigma)
    absent = replace(blank, status=np.where(given.usable, days.status, given.status))
    return combine(given.usable & days.usable, whole, absent)
