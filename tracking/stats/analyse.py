"""The door to the statistics of cohorts: rows in, one plain dict per cohort out.

Called by tracking's refit service, once per series and clock, with as many cohorts as have changed. A
cohort's result does not depend on which others are in the call, nor on the order of the rows.
"""

from collections.abc import Iterable
from datetime import date

from tracking.stats.assemble import Asked, assemble
from tracking.stats.derive import CLOCKS, NETS, checked_as_of, checked_choice
from tracking.stats.frame import build_frame
from tracking.stats.inputs import SERIES, Cohort, Row
from tracking.stats.result import CohortResult
from tracking.stats.trend import fit_trend


def analyse(
    rows: Iterable[Row],
    cohorts: Iterable[Cohort],
    *,
    series: str,
    as_of: date,
    clock: str = "kickoff",
    net_of: str | None = None,
) -> list[CohortResult]:
    """Analyse one series of many cohorts; returns one result per cohort, sorted by its key.

    rows: one per go-live, derived at `as_of` on the same clock; each points to one of `cohorts`. A cohort
    without rows gets a result too. clock and net_of are only passed on into the result: `derive` applies
    them. computed_at and current stay null for the caller to fill. Raises ValueError naming the field for
    an unknown series, clock, net_of or state, an as_of that is no date, a negative prior_repetitions,
    negative hours and numbers that are not finite. All else is a status or a flag.
    """
    checked_choice("series", series, SERIES)
    checked_choice("clock", clock, CLOCKS)
    checked_choice("net_of", net_of, NETS)
    asked = Asked(series, clock, net_of, checked_as_of(as_of))
    frame = build_frame(rows, cohorts, asked.as_of)
    trend = fit_trend(frame, series)
    return [assemble(frame, trend, asked, cohort) for cohort in range(frame.size)]
