"""Rows of all cohorts as flat arrays, sorted, numbered and ranked: what every fit starts from.

Sorting comes first, so that any order of the same rows gives bit-identical results.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray, IntArray, counts
from tracking.stats.derive import CANCELLED, IN_PROGRESS, LIVE, NOT_STARTED, SAME_DAY
from tracking.stats.inputs import Cohort, Row, check_cohort, check_row
from tracking.stats.ranks import midranks, numbers


@dataclass(frozen=True, slots=True)
class Frame:
    """Started go-lives of all cohorts, sorted by cohort, kickoff, ref and id.

    cohorts: sorted by key; `cohort` points into them. number: 1..n; rank: mid-rank of equal kickoffs; x:
    log of rank plus prior repetitions. usable: has a duration, so takes part in fits; days and hours are
    NaN where unknown. live, cancelled, in_progress: states of usable rows. complete, missing: standing of
    the hours of usable rows. counted: usable and not of a history that holds finished ones only; the rest takes
    no part in fits. history_only: per cohort, whether there is such a history. first: where each cohort's rows
    begin, with the end behind. not_started: count per cohort.
    """

    cohorts: Sequence[Cohort]
    rows: Sequence[Row]
    cohort: IntArray
    kickoff: IntArray
    number: IntArray
    rank: FloatArray
    x: FloatArray
    days: FloatArray
    hours: FloatArray
    usable: BoolArray
    live: BoolArray
    cancelled: BoolArray
    in_progress: BoolArray
    complete: BoolArray
    missing: BoolArray
    counted: BoolArray
    history_only: BoolArray
    first: IntArray
    not_started: IntArray

    @property
    def size(self) -> int:
        return len(self.cohorts)

    def span(self, cohort: int) -> slice:
        """Where the rows of one cohort lie."""
        return slice(int(self.first[cohort]), int(self.first[cohort + 1]))


def build_frame(rows: Iterable[Row], cohorts: Iterable[Cohort], as_of: date) -> Frame:
    """Check, sort and number the rows. Raises ValueError naming the field of a number that cannot be."""
    ordered = sorted(cohorts, key=lambda given: given.key)
    for given in ordered:
        check_cohort(given)
    position = {given.key: i for i, given in enumerate(ordered)}
    if len(position) < len(ordered):
        raise ValueError("cohort keys must be unique: two cohorts of this call share one")
    listed = _checked(rows, position)
    started = [row for row in listed if _started(row, as_of)]
    waiting = np.array([position[row.cohort] for row in listed if not _started(row, as_of)], dtype=np.int64)
    started.sort(key=lambda row: (row.cohort, row.kickoff or as_of, row.ref or "", row.id))
    cohort = np.array([position[row.cohort] for row in started], dtype=np.int64)
    kickoff = np.array([(row.kickoff or as_of).toordinal() for row in started], dtype=np.int64)
    prior = np.array([given.prior_repetitions for given in ordered], dtype=np.float64)
    return _filled(ordered, started, cohort, kickoff, prior, np.bincount(waiting, minlength=len(ordered)))


def _checked(rows: Iterable[Row], position: dict[str, int]) -> list[Row]:
    listed, seen = list(rows), set[str]()
    for row in listed:
        check_row(row)
        if row.cohort not in position:
            raise ValueError(f"cohort of go-live {row.id} is {row.cohort!r}: hand this cohort in as well")
        if row.id in seen:
            raise ValueError(f"id {row.id} is given twice: hand each go-live in once")
        seen.add(row.id)
    return listed


def _started(row: Row, as_of: date) -> bool:
    return row.state != NOT_STARTED and row.kickoff is not None and row.kickoff <= as_of


def _filled(
    cohorts: Sequence[Cohort],
    rows: Sequence[Row],
    cohort: IntArray,
    kickoff: IntArray,
    prior: FloatArray,
    not_started: IntArray,
) -> Frame:
    days = _column(row.days for row in rows)
    days[days == 0] = SAME_DAY
    usable = days > 0  # false for NaN too
    days[~usable] = np.nan
    state = np.array([row.state for row in rows], dtype=np.str_)
    hours = _column(row.hours for row in rows)
    due = np.array([row.hours_complete or row.hours_missing for row in rows], dtype=np.bool_)
    logged = hours > 0
    rank = midranks(cohort, kickoff)
    live = usable & (state == LIVE)
    before = usable & _before_tracking(cohorts, cohort, kickoff)
    history_only = _history_only(before, before & ~live, cohort, len(cohorts))
    return Frame(
        cohorts=cohorts,
        rows=rows,
        cohort=cohort,
        kickoff=kickoff,
        number=numbers(cohort),
        rank=rank,
        x=np.log(rank + prior[cohort]),
        days=days,
        hours=hours,
        usable=usable,
        live=live,
        cancelled=usable & (state == CANCELLED),
        in_progress=usable & (state == IN_PROGRESS),
        complete=live & due & logged,
        missing=live & due & ~logged,
        counted=usable & ~(before & history_only[cohort]),
        history_only=history_only,
        first=np.searchsorted(cohort, np.arange(len(cohorts) + 1)).astype(np.int64),
        not_started=not_started.astype(np.int64),
    )


def _before_tracking(cohorts: Sequence[Cohort], cohort: IntArray, kickoff: IntArray) -> BoolArray:
    starts = [given.tracking_start.toordinal() if given.tracking_start else 0 for given in cohorts]
    before: BoolArray = kickoff < np.array(starts, dtype=np.int64)[cohort]
    return before


def _history_only(before: BoolArray, unfinished: BoolArray, cohort: IntArray, size: int) -> BoolArray:
    """Cohorts whose go-lives from before recording began are all finished: the others were not brought over."""
    found: BoolArray = (counts(before, cohort, size) > 0) & (counts(unfinished, cohort, size) == 0)
    return found


def _column(values: Iterable[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
