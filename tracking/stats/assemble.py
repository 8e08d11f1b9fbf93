"""One cohort's fits, counts and curve as one plain dict.

Called by `analyse` for each cohort after the fits of all. Decides what is shown at which evidence level and
writes the reason for every null.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracking.stats.figures import figures_of
from tracking.stats.fits import EXACT, INSUFFICIENT, Line, line_of
from tracking.stats.frame import Frame
from tracking.stats.result import (
    LATER,
    NOT_COMPUTED,
    NOT_FINITE,
    CohortResult,
    Counts,
    Figures,
    Further,
    Heading,
    Km,
    Point,
    Verdict,
    no_figures,
    number,
)
from tracking.stats.survival import kaplan_meier, quantile
from tracking.stats.trend import Trend
from tracking.stats.words import sentences


@dataclass(frozen=True, slots=True)
class Asked:
    """What the call asked for: one series on one clock at one as-of date."""

    series: str
    clock: str
    net_of: str | None
    as_of: date


def assemble(frame: Frame, trend: Trend, asked: Asked, cohort: int) -> CohortResult:
    """Build the result of one cohort; `cohort` is its position in the frame."""
    counts = _counts(frame, cohort)
    line = shown_line(trend, cohort)
    figures = no_figures()
    if line is not None:
        figures = figures_of(line, trend, counts, frame.cohorts[cohort].prior_repetitions, cohort)
    result: CohortResult = {
        **_heading(frame, asked, cohort),
        **counts,
        **_verdict(frame, trend, counts, cohort),
        **figures,
        **_further(frame, trend, asked, cohort),
    }
    result["reasons"] = _reasons(result, trend, line, cohort)
    result["text"] = sentences(result, trend.evidence[cohort], same_day=_same_day(frame, cohort))
    return result


def shown_line(trend: Trend, cohort: int) -> Line | None:
    """The line that may be shown of a cohort: enough evidence, and not withheld."""
    if trend.evidence[cohort].lacking is not None or trend.withheld[cohort] is not None:
        return None
    return line_of(trend.fits, cohort)


def _heading(frame: Frame, asked: Asked, cohort: int) -> Heading:
    given = frame.cohorts[cohort]
    return Heading(
        cohort=given.label,
        cohort_key=given.key,
        by=sorted(given.by),
        values=dict(given.values),
        series=asked.series,
        clock=asked.clock,
        net_of=asked.net_of,
        as_of=asked.as_of.isoformat(),
        computed_at=None,
        current=None,
    )


def _counts(frame: Frame, cohort: int) -> Counts:
    span = frame.span(cohort)
    return Counts(
        n=span.stop - span.start,
        n_live=int(frame.live[span].sum()),
        n_in_progress=int(frame.in_progress[span].sum()),
        n_cancelled=int(frame.cancelled[span].sum()),
        n_excluded=int((~frame.usable[span]).sum()),
        n_not_started=int(frame.not_started[cohort]),
        n_hours_missing=int(frame.missing[span].sum()),
    )


def _verdict(frame: Frame, trend: Trend, counts: Counts, cohort: int) -> Verdict:
    found = trend.evidence[cohort]
    return Verdict(
        r=int(trend.r[cohort]),
        level=found.level,
        status=INSUFFICIENT if found.lacking else str(trend.fits.status[cohort]),
        reasons={},
        flags=_flags(frame, counts, cohort),
        text=[],
    )


def _flags(frame: Frame, counts: Counts, cohort: int) -> list[str]:
    span = frame.span(cohort)
    excluded = ~frame.usable[span]
    rows = [row for row, out in zip(frame.rows[span], excluded, strict=True) if out]
    flags = {flag for row in rows for flag in row.flags or ("bad_dates",)}
    if 2 * counts["n_in_progress"] > counts["n"] - counts["n_excluded"]:
        flags.add("mostly_open")
    return sorted(flags)


def _further(frame: Frame, trend: Trend, asked: Asked, cohort: int) -> Further:
    return Further(
        points=_points(frame, trend, cohort),
        km=_km(frame, asked.series, cohort),
        q_value=None,
        unadjusted=None,
        pooled=None,
        robust=None,
        rmst=None,
        aj=None,
        median_time_live_cif=None,
        in_progress=None,
        curvature=None,
        scope=None,
        outliers=None,
    )


def _points(frame: Frame, trend: Trend, cohort: int) -> list[Point]:
    span = frame.span(cohort)
    columns = (frame.rank, frame.number, trend.value, frame.usable, trend.done)
    listed = zip(frame.rows[span], *(column[span].tolist() for column in columns), strict=True)
    return [
        Point(
            id=row.id,
            rank=rank,
            number=position,
            value=number(value) if usable else None,
            state=row.state if usable else "excluded",
            complete=done,
        )
        for row, rank, position, value, usable, done in listed
    ]


def _km(frame: Frame, series: str, cohort: int) -> Km:
    if series != "days":
        return Km(median=None, lo=None, hi=None, table=None)
    span = frame.span(cohort)
    usable = frame.usable[span]
    table = kaplan_meier(frame.days[span][usable], frame.live[span][usable])
    median = quantile(table, 0.5)
    return Km(median=median.value, lo=median.lo, hi=median.hi, table=table.steps())


def _reasons(result: CohortResult, trend: Trend, line: Line | None, cohort: int) -> dict[str, str]:
    """A code for every field that stayed null, those inside next, curve and km as `next.lo80`."""
    reasons = dict.fromkeys(LATER, NOT_COMPUTED)
    why = trend.evidence[cohort].lacking or trend.withheld[cohort] or result["status"]
    if line is not None:
        why = EXACT if line.exact else NOT_FINITE
    reasons |= {key: why for key in Figures.__annotations__ if dict(result)[key] is None}
    reasons |= _inner("next", result["next"] or [], why) | _inner("curve", result["curve"] or [], why)
    if result["series"] != "days":
        return reasons | {"km": "days_only"}
    if not result["km"]["table"]:
        return reasons | {"km": INSUFFICIENT}
    return reasons | _inner("km", [result["km"]], "not_reached")


def _inner(field: str, listed: Iterable[Mapping[str, object]], why: str) -> dict[str, str]:
    return {f"{field}.{key}": why for entry in listed for key, value in entry.items() if value is None}


def _same_day(frame: Frame, cohort: int) -> bool:
    kickoff = frame.kickoff[frame.span(cohort)]
    return kickoff.size > 1 and bool(kickoff[0] == kickoff[-1])
