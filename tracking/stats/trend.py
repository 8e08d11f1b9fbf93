"""The fits of one series over all cohorts at once: evidence first, then the lines it allows.

Called by `analyse`. Days are fitted with the open ones as censored; hours by the two-part method, which
needs the days fit of the same cohorts.
"""

from dataclasses import dataclass, replace

import numpy as np

from tracking.stats.aft import censored_lognormal
from tracking.stats.arrays import BoolArray, FloatArray, IntArray, counts
from tracking.stats.fits import SINGULAR, Fits
from tracking.stats.frame import Frame
from tracking.stats.hours import COMPLETED_ONLY, HoursFits, fit_hours
from tracking.stats.levels import NEEDED, NEEDED_TWO_PART, Evidence, evidence
from tracking.stats.ols import least_squares

AFT = "aft"
OPEN_SHARE = 0.10  # above this share of unfinished ones, completed-only figures are too biased to show


@dataclass(frozen=True, slots=True)
class Trend:
    """What was fitted for one series, per cohort.

    value: (rows,) what the series measures. done: (rows,) whether that value is final. r: (G,) how many
    are. method: None where nothing was fitted. withheld: the code why a line that exists may not be shown,
    or None. finished_only: the line through final values alone, for comparison only.
    """

    value: FloatArray
    done: BoolArray
    r: IntArray
    evidence: list[Evidence]
    fits: Fits
    method: list[str | None]
    withheld: list[str | None]
    finished_only: Fits


def fit_trend(frame: Frame, series: str) -> Trend:
    """Fit `days` or one of the hours series in every cohort whose evidence allows a slope."""
    return _fit_days(frame) if series == "days" else _fit_hours(frame)


def _fit_days(frame: Frame) -> Trend:
    judged = _judge(frame, frame.live, np.full(frame.size, NEEDED))
    able = _able(judged)
    return Trend(
        value=frame.days,
        done=frame.live,
        r=counts(frame.live, frame.cohort, frame.size),
        evidence=judged,
        fits=_days_fits(frame, able),
        method=[AFT if yes else None for yes in able],
        withheld=[None] * frame.size,
        finished_only=_finished_only(frame, frame.live, frame.days, able),
    )


def _fit_hours(frame: Frame) -> Trend:
    done = frame.complete
    n, r = (counts(mask, frame.cohort, frame.size) for mask in (frame.usable, done))
    whole = n == r
    judged = _judge(frame, done, np.where(whole, NEEDED, NEEDED_TWO_PART))
    able = _able(judged)
    rows = done & able[frame.cohort]
    found = fit_hours(
        np.log(frame.hours[rows]),
        frame.x[rows, None],
        np.log(frame.days[rows]),
        frame.cohort[rows],
        _days_fits(frame, able & ~whole),
        whole,
    )
    return Trend(
        value=frame.hours,
        done=done,
        r=r,
        evidence=judged,
        fits=_withheld_fits(found, _open_share(frame)),
        method=[word if yes else None for word, yes in zip(found.method, able, strict=True)],
        withheld=_withheld(found, able, _open_share(frame)),
        finished_only=_finished_only(frame, done, frame.hours, able),
    )


def _judge(frame: Frame, done: BoolArray, needed: IntArray) -> list[Evidence]:
    judged = []
    for i, cohort in enumerate(frame.cohorts):
        span = frame.span(i)
        ranks = frame.rank[span][done[span]]
        judged.append(evidence(ranks, cohort.prior_repetitions, needed=int(needed[i])))
    return judged


def _able(judged: list[Evidence]) -> BoolArray:
    return np.array([found.lacking is None for found in judged], dtype=np.bool_)


def _days_fits(frame: Frame, able: BoolArray) -> Fits:
    rows = frame.usable & able[frame.cohort]
    y, x = np.log(frame.days[rows]), frame.x[rows, None]
    return censored_lognormal(y, x, frame.live[rows], frame.cohort[rows], frame.size)


def _finished_only(frame: Frame, done: BoolArray, value: FloatArray, able: BoolArray) -> Fits:
    rows = done & able[frame.cohort]
    return least_squares(np.log(value[rows]), frame.x[rows, None], frame.cohort[rows], frame.size)


def _open_share(frame: Frame) -> FloatArray:
    """Share of go-lives whose hours may still grow or never will: in progress, in hypercare, cancelled."""
    n = counts(frame.usable, frame.cohort, frame.size)
    settled = counts(frame.complete | frame.missing, frame.cohort, frame.size)
    return 1.0 - settled / np.maximum(n, 1)


def _withheld(found: HoursFits, able: BoolArray, share: FloatArray) -> list[str | None]:
    biased = _biased(found, share) & able
    return ["open_share" if yes else None for yes in biased]


def _withheld_fits(found: HoursFits, share: FloatArray) -> Fits:
    fits = found.fits
    status = np.where(_biased(found, share) & fits.usable, SINGULAR, fits.status)
    return replace(fits, status=status)


def _biased(found: HoursFits, share: FloatArray) -> BoolArray:
    completed_only = np.array([word == COMPLETED_ONLY for word in found.method], dtype=np.bool_)
    return completed_only & (share > OPEN_SHARE)
