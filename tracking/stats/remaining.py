"""How long an open go-live still takes, given how long it has taken: quantiles of the rest of its prediction.

Pure functions of arrays, one entry a go-live. The distribution of the days is the cohort's t prediction of log days,
conditional on lasting longer than so far (the conditional survivor function; Kalbfleisch & Prentice 2002, 1.2).
"""

import numpy as np
from scipy.special import stdtr, stdtrit

from tracking.stats.arrays import FloatArray
from tracking.stats.outlook import Outlook

OVERDUE = 0.10  # fewer than this share of go-lives like it take longer
HOPELESS = 1e-6  # so few that the distribution says nothing about this one any more


def share_slower(outlook: Outlook, value: FloatArray) -> FloatArray:
    """P(final > value), (m,), for values so far above 0."""
    shares: FloatArray = stdtr(outlook.nu, -(np.log(value) - outlook.mean) / outlook.scale)
    return shares


def log_final(outlook: Outlook, beyond: FloatArray, q: FloatArray) -> FloatArray:
    """Log of the final value's quantiles q (k,), given that it lies beyond the share `beyond` (m,): shape (m, k)."""
    tail = -stdtrit(outlook.nu[:, None], beyond[:, None] * (1 - q[None, :]))
    quantiles: FloatArray = outlook.mean[:, None] + outlook.scale[:, None] * tail
    return quantiles
