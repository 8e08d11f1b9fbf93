"""The fits of one series over all cohorts at once: evidence first, then the lines it allows.

Called by `analyse`. Every cohort gets the plain line; those with enough finished ones also one with scope numbers,
which is then the one shown, and one with a curve, which only answers whether the gain levels off.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from tracking.stats.arrays import BoolArray, FloatArray, IntArray, counts
from tracking.stats.fits import Line
from tracking.stats.frame import Frame
from tracking.stats.hours import COMPLETED_ONLY
from tracking.stats.levels import NEEDED, NEEDED_TWO_PART, Evidence, evidence
from tracking.stats.lines import Fitted, fit_days, fit_finished, fit_hours_lines
from tracking.stats.scope import Scopes, scopes_of

OPEN_SHARE = 0.10  # above this share of unfinished ones, completed-only figures are too biased to show
FOR_CURVE = 12  # finished go-lives from which a curve is looked for
LEVELLING = "levelling"
ACCELERATING = "accelerating"
Fitting = Callable[[BoolArray, FloatArray], dict[int, Fitted]]


@dataclass(frozen=True, slots=True)
class Trend:
    """What was fitted for one series, per cohort.

    value: (rows,) what the series measures. done: (rows,) whether that value is final. r: (G,) how many are.
    open_share: (G,) of go-lives whose value is not final. plain: fits without scope numbers; shown: those to show.
    finished_only: the line through final values alone. curved: p-value and coefficient of the curve.
    """

    value: FloatArray
    done: BoolArray
    r: IntArray
    open_share: FloatArray
    evidence: list[Evidence]
    scopes: Scopes
    plain: dict[int, Fitted]
    shown: dict[int, Fitted]
    finished_only: dict[int, Line | None]
    curved: dict[int, tuple[float, float]]

    def line(self, cohort: int) -> Line | None:
        """The line that may be shown of a cohort."""
        fitted = self.shown.get(cohort)
        return None if fitted is None else fitted.line

    def withheld(self, cohort: int) -> str | None:
        """The code why a line that could be drawn may not be shown, or None."""
        fitted = self.plain.get(cohort)
        biased = fitted is not None and fitted.method == COMPLETED_ONLY and self.open_share[cohort] > OPEN_SHARE
        return "open_share" if biased else None

    def adjusted(self, cohort: int) -> bool:
        """Whether the shown line has scope numbers in it."""
        return cohort in self.shown and self.shown[cohort] is not self.plain[cohort]


def fit_trend(frame: Frame, series: str) -> Trend:
    """Fit `days` or one of the hours series in every cohort whose evidence allows a slope."""
    done = frame.counted & (frame.live if series == "days" else frame.complete)
    n, r = (counts(mask, frame.cohort, frame.size) for mask in (frame.counted, done))
    whole = n == r
    needed = np.where(whole | (series == "days"), NEEDED, NEEDED_TWO_PART)
    judged = _judge(frame, done, needed)
    able = np.array([found.lacking is None for found in judged], dtype=np.bool_)
    share = _open_share(frame, frame.live if series == "days" else frame.complete | frame.missing)

    def fitting(mask: BoolArray, columns: FloatArray) -> dict[int, Fitted]:
        if series == "days":
            return fit_days(frame, mask, columns)
        return fit_hours_lines(frame, mask, columns, whole, share, OPEN_SHARE)

    scopes = scopes_of(frame, done)
    value = frame.days if series == "days" else frame.hours
    plain = fitting(able, frame.x[:, None])
    shown = plain | _with_scope(frame, scopes, able, fitting)
    return Trend(
        value=value,
        done=done,
        r=r,
        open_share=share,
        evidence=judged,
        scopes=scopes,
        plain=plain,
        shown=shown,
        finished_only=fit_finished(frame, able, done, value),
        curved=_curved(frame, scopes, able & (r >= FOR_CURVE), plain, shown, fitting),
    )


def _judge(frame: Frame, done: BoolArray, needed: IntArray) -> list[Evidence]:
    judged = []
    for i, cohort in enumerate(frame.cohorts):
        span = frame.span(i)
        ranks = frame.rank[span][done[span]]
        judged.append(evidence(ranks, cohort.prior_repetitions, needed=int(needed[i])))
    return judged


def _open_share(frame: Frame, settled: BoolArray) -> FloatArray:
    """Share of go-lives whose value may still grow or never will: in progress, in hypercare, cancelled."""
    n = counts(frame.counted, frame.cohort, frame.size)
    return 1.0 - counts(settled & frame.counted, frame.cohort, frame.size) / np.maximum(n, 1)


def _with_scope(frame: Frame, scopes: Scopes, able: BoolArray, fitting: Fitting) -> dict[int, Fitted]:
    """The fits with scope numbers, where there are any and the line came out."""
    found: dict[int, Fitted] = {}
    for q in sorted(set(scopes.sizes.tolist()) - {0}):
        columns = np.column_stack([frame.x, scopes.columns(frame, q)])
        found |= fitting(able & (scopes.sizes == q), columns)
    return {g: fitted for g, fitted in found.items() if fitted.line is not None}


def _curved(
    frame: Frame,
    scopes: Scopes,
    able: BoolArray,
    plain: dict[int, Fitted],
    shown: dict[int, Fitted],
    fitting: Fitting,
) -> dict[int, tuple[float, float]]:
    """Two-sided p and coefficient of the squared distance from the mean log repetition, beside the shown design."""
    n = np.maximum(counts(frame.counted, frame.cohort, frame.size), 1)
    mean = np.bincount(frame.cohort, frame.x * frame.counted, minlength=frame.size) / n
    square = (frame.x - mean[frame.cohort]) ** 2
    used = np.array([len(scopes.cohorts[g].names) if _differs(plain, shown, g) else 0 for g in range(frame.size)])
    found: dict[int, tuple[float, float]] = {}
    for q in sorted(set(used[able].tolist())):
        columns = np.column_stack([frame.x, scopes.columns(frame, q), square])
        for g, fitted in fitting(able & (used == q), columns).items():
            tested = _tested(fitted.line)
            if tested is not None:
                found[g] = tested
    return found


def _differs(plain: dict[int, Fitted], shown: dict[int, Fitted], cohort: int) -> bool:
    return cohort in shown and shown[cohort] is not plain[cohort]


def _tested(line: Line | None) -> tuple[float, float] | None:
    if line is None or line.exact or not line.cov[-1, -1] > 0:
        return None
    coefficient = float(line.beta[-1])
    error = (line.k * float(line.cov[-1, -1])) ** 0.5
    return 2 * float(stdtr(line.nu, -abs(coefficient) / error)), coefficient
