"""Repetition numbers and mid-ranks within cohorts.

Numbers follow the kickoff, never the go-live date: only the order of kickoffs is free of how long things
took. Numbering by go-live date gives slow ones late numbers and hides learning.
"""

import numpy as np

from tracking.stats.arrays import FloatArray, IntArray


def numbers(cohort: IntArray) -> IntArray:
    """Running number 1..n within each cohort, for rows sorted by cohort and then by order of start."""
    if cohort.size == 0:
        return np.zeros(0, dtype=np.int64)
    starts = np.diff(cohort, prepend=cohort[0] - 1) != 0
    first = np.flatnonzero(starts)
    before: IntArray = first[np.cumsum(starts) - 1]
    return np.arange(1, cohort.size + 1, dtype=np.int64) - before


def midranks(cohort: IntArray, kickoff: IntArray) -> FloatArray:
    """Mean running number of the rows of a cohort that share a kickoff day (three on one day after #4: all
    6.0).

    Rows must be sorted by cohort and kickoff; `kickoff` is the day as a count of days. Ties share their
    rank so that the order of entry cannot change a result.
    """
    if cohort.size == 0:
        return np.zeros(0)
    changed = (np.diff(cohort, prepend=cohort[0] - 1) != 0) | (np.diff(kickoff, prepend=kickoff[0] - 1) != 0)
    tie = np.cumsum(changed) - 1
    mean = np.bincount(tie, numbers(cohort)) / np.bincount(tie)
    ranks: FloatArray = mean[tie]
    return ranks
