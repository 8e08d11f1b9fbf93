"""Is the logging complete, and as complete lately as at first? Hours that are logged less and less look like learning.

Coverage of a go-live: weeks with logged hours among its active weeks, those before hand-over in which any task, barrier
or comment changed. Only go-lives whose hours are due are judged: who logs at the end of the month is not behind yet.
"""

import numpy as np
from scipy.special import stdtrit

from tracking.stats.arrays import FloatArray
from tracking.stats.frame import Frame
from tracking.stats.shapes import Logging

FEWEST = 6
FALL = 0.15  # points between the first and the last third from which the logging counts as declining
NOISE = 1e-9


def logging_of(frame: Frame, cohort: int) -> Logging | None:
    """Coverage over the repetitions of one cohort; None where fewer than six go-lives tell."""
    span = frame.span(cohort)
    due = (frame.complete | frame.missing)[span] & frame.counted[span]
    told = [
        (x, row.active_weeks, row.logged_weeks)
        for x, row, judged in zip(frame.x[span].tolist(), frame.rows[span], due.tolist(), strict=True)
        if judged and row.active_weeks and row.logged_weeks is not None
    ]
    columns = np.array(told, dtype=np.float64).reshape(-1, 3)
    return coverage_trend(columns[:, 0], columns[:, 1], columns[:, 2])


def coverage_trend(x: FloatArray, active: FloatArray, logged: FloatArray) -> Logging | None:
    """Coverage from log repetition x, active and logged weeks, each (n,) in order of x; None below six or one rank.

    The slope is least squares weighted by active weeks, its limits t with n - 2 (Draper & Smith 1998, 9.2).
    """
    n = x.size
    if n < FEWEST or float(np.ptp(x)) == 0:
        return None
    share, mean = logged / active, float((active * x).sum() / active.sum())
    total = float(logged.sum() / active.sum())
    spread = float((active * (x - mean) ** 2).sum())
    slope = float((active * (x - mean) * (share - total)).sum()) / spread
    rest = share - total - slope * (x - mean)
    reach = float(stdtrit(n - 2, 0.975)) * (float((active * rest**2).sum()) / (n - 2) / spread) ** 0.5
    third = n // 3
    return Logging(
        n=n,
        coverage=total,
        first_third=float(logged[:third].sum() / active[:third].sum()),
        last_third=float(logged[-third:].sum() / active[-third:].sum()),
        slope=slope,
        lo=slope - reach,
        hi=slope + reach,
    )


def declines(found: Logging | None) -> bool:
    """Whether coverage fell by 15 points from the first to the last third, or falls for sure."""
    if found is None:
        return False
    return found["first_third"] - found["last_third"] >= FALL - NOISE or found["hi"] < -NOISE
