"""The door to the statistics of cohorts: rows in, one plain dict per cohort out.

Called by tracking's refit service, once per series and clock, with as many cohorts as have changed. A cohort's own
figures do not depend on which others are in the call, nor on the order of the rows; only what is said of it beside
the others does: `pooled`, `q_value`, and forecasts borrowed from them.
"""

from collections.abc import Iterable
from datetime import date

from tracking.stats.assemble import assemble
from tracking.stats.derive import CLOCKS, NETS, checked_as_of, checked_choice
from tracking.stats.frame import build_frame
from tracking.stats.inputs import SERIES, Cohort, Row
from tracking.stats.pool import Peer
from tracking.stats.result import CohortResult
from tracking.stats.subject import Asked, Subject
from tracking.stats.together import gather
from tracking.stats.trend import fit_trend


def analyse(
    rows: Iterable[Row],
    cohorts: Iterable[Cohort],
    *,
    series: str,
    as_of: date,
    clock: str = "kickoff",
    net_of: str | None = None,
    peers: Iterable[Peer] = (),
) -> list[CohortResult]:
    """Analyse one series of many cohorts; returns one result per cohort, sorted by its key.

    rows: one per go-live, derived at `as_of` on the same clock; each points to one of `cohorts`. A cohort without rows
    gets a result too. clock and net_of are only passed on into the result: `derive` applies them. peers: other cohorts
    of the same set, series and clock that were fitted earlier (`stored.peer_of`), to pool with; those also in the call
    are passed over. computed_at and current stay null for the caller to fill. Raises ValueError naming the field for
    an unknown series, clock, net_of or state, an as_of that is no date, a negative prior_repetitions, negative hours
    and numbers that are not finite. All else is a status or a flag.
    """
    checked_choice("series", series, SERIES)
    checked_choice("clock", clock, CLOCKS)
    checked_choice("net_of", net_of, NETS)
    asked = Asked(series, clock, net_of, checked_as_of(as_of))
    frame = build_frame(rows, cohorts, asked.as_of)
    trend = fit_trend(frame, series)
    together = gather(frame, trend, peers)
    return [assemble(Subject(frame, trend, together, asked, cohort)) for cohort in range(frame.size)]
