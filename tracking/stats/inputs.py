"""What a caller of `analyse` hands in: rows (one a go-live) and cohorts, and the checks on their numbers.

Only numbers that cannot be are refused, by ValueError naming the field; odd but possible data becomes a
status or a flag of the result.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tracking.stats.derive import STATES, checked_choice

SERIES = ("days", "handholding_hours", "total_hours")


@dataclass(frozen=True, slots=True)
class Row:
    """One go-live at the as-of date, as `derive` found it.

    id: unique within the call. ref: the caller's own id; orders go-lives of one kickoff day, before the id.
    cohort: the key of its Cohort. kickoff: None or after the as-of date counts as not started.
    state: `not_started`, `in_progress`, `live` or `cancelled`.
    days: length on the clock of the call; None excludes a started row from every fit (it keeps its number).
    hours: hours of the series asked for, to date; None is none. Not read for `days`.
    hours_complete: live, hypercare over, hours above 0. hours_missing: live, hypercare over, no hours.
    scope: scope numbers by name, such as {"sites": 3}. flags: reasons for exclusion, such as `bad_dates`.
    active_weeks: weeks before hand-over in which any task, barrier or comment changed; logged_weeks: those of them
    with logged hours. Both None: not known, coverage of the logging is not judged. Read for hours only.
    """

    id: str
    cohort: str
    kickoff: date | None
    state: str
    days: float | None
    ref: str | None = None
    hours: float | None = None
    hours_complete: bool = False
    hours_missing: bool = False
    scope: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    active_weeks: int | None = None
    logged_weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """A set of go-lives among which repetitions are counted.

    key: what rows point to. label: for people (`Ambient Scribe / hospital`). by, values: how the set was
    formed. prior_repetitions: go-lives made before the first one known here (B >= 0). tracking_start: when
    recording began. covariates: names of scope numbers to adjust for.
    """

    key: str
    label: str
    by: tuple[str, ...] = ("product",)
    values: Mapping[str, str] = field(default_factory=dict)
    prior_repetitions: float = 0
    tracking_start: date | None = None
    covariates: tuple[str, ...] = ()


def check_row(row: Row) -> None:
    """Raise ValueError naming the field and the go-live when a number cannot be."""
    checked_choice(f"state of go-live {row.id}", row.state, STATES)
    for name, value in (("days", row.days), ("hours", row.hours), *row.scope.items()):
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{name} of go-live {row.id} is {value}: give a finite number or leave it out")
    if row.hours is not None and row.hours < 0:
        raise ValueError(f"hours of go-live {row.id} are {row.hours}: hours must not be negative")
    if not 0 <= (row.logged_weeks or 0) <= (row.active_weeks or 0):
        told = f"{row.logged_weeks} of {row.active_weeks}"
        raise ValueError(f"logged_weeks of go-live {row.id} are {told} active_weeks: give 0 up to all of them")


def check_cohort(cohort: Cohort) -> None:
    """Raise ValueError naming the field when prior repetitions are negative or not finite."""
    prior = cohort.prior_repetitions
    if not math.isfinite(prior) or prior < 0:
        raise ValueError(f"prior_repetitions of cohort {cohort.label} is {prior}: give 0 or more")
