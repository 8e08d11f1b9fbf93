"""Of all kickoffs, how many are live and how many cancelled by day t: Aalen-Johansen (1978).

One minus Kaplan-Meier would overstate go-lives, since it takes cancelled ones for still to come (Putter, Fiocco &
Geskus 2007). One cohort at a time, days only.
"""

from dataclasses import dataclass

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray
from tracking.stats.shapes import AjPoint
from tracking.stats.survival import TIE

REPORTED_DAYS = (90.0, 180.0, 365.0)
MANY_CANCELLED = 0.10  # share of the ended ones above which the two curves tell different stories


@dataclass(frozen=True, slots=True)
class Incidence:
    """The curves at every time a go-live went live or was cancelled, each (times,); open: neither yet.

    live + cancelled + open = 1 throughout. last: the longest follow-up, NaN without rows.
    """

    time: FloatArray
    live: FloatArray
    cancelled: FloatArray
    open: FloatArray
    last: float


def aalen_johansen(days: FloatArray, live: BoolArray, cancelled: BoolArray) -> Incidence:
    """Cumulative incidences from durations (rows,) above 0; neither live nor cancelled is right-censored."""
    ended = live | cancelled
    time = np.unique(days[ended])
    at_risk = days.size - np.searchsorted(np.sort(days), time, side="left")
    gone_live, gone = (_ending(days[mask], time) for mask in (live, cancelled))
    still: FloatArray = np.cumprod(1 - (gone_live + gone) / at_risk).astype(np.float64)
    before = np.concatenate([[1.0], still[:-1]]) if time.size else still
    return Incidence(
        time=time,
        live=np.cumsum(before * gone_live / at_risk),
        cancelled=np.cumsum(before * gone / at_risk),
        open=still,
        last=float(days.max()) if days.size else float("nan"),
    )


def _ending(days: FloatArray, time: FloatArray) -> FloatArray:
    return np.bincount(np.searchsorted(time, days), minlength=time.size).astype(np.float64)


def reported(found: Incidence) -> list[AjPoint]:
    """The shares at 90, 180 and 365 days, as far as anyone was followed."""
    return [
        AjPoint(t=day, live_by=_at(found, found.live, day), cancelled_by=_at(found, found.cancelled, day))
        for day in REPORTED_DAYS
        if day <= found.last
    ]


def median_time_live(found: Incidence) -> float | None:
    """The day by which half of all kickoffs are live; None: not reached, or never, since too many were cancelled.

    Where the curve lies exactly on one half it is the midpoint to the next go-live, as for Kaplan-Meier medians.
    """
    steps = np.flatnonzero(np.diff(found.live, prepend=0.0) > 0)
    reached = steps[found.live[steps] >= 0.5 - TIE]
    if reached.size == 0:
        return None
    here = float(found.time[reached[0]])
    if float(found.live[reached[0]]) > 0.5 + TIE:
        return here
    after = float(found.time[reached[1]]) if reached.size > 1 else found.last
    return (here + after) / 2


def many_cancelled(live: int, cancelled: int) -> bool:
    """Whether more than a tenth of the ended go-lives were cancelled."""
    return cancelled > MANY_CANCELLED * (live + cancelled)


def _at(found: Incidence, curve: FloatArray, day: float) -> float:
    before = int(np.searchsorted(found.time, day, side="right"))
    return float(curve[before - 1]) if before else 0.0
