"""One cohort's fits, counts and checks as one plain dict.

Called by `analyse` for each cohort after the fits of all. Decides what is shown at which evidence level.
"""

from tracking.stats.competing import many_cancelled
from tracking.stats.coverage import declines
from tracking.stats.figures import ahead_by_peers, figures_of
from tracking.stats.fits import INSUFFICIENT
from tracking.stats.further import further_of
from tracking.stats.reasons import reasons_of
from tracking.stats.result import CohortResult, Counts, Figures, Heading, Verdict, no_figures
from tracking.stats.slopes import UNCLEAR
from tracking.stats.subject import Subject
from tracking.stats.words import sentences


def assemble(subject: Subject) -> CohortResult:
    """Build the result of one cohort."""
    counts = _counts(subject)
    figures = _figures(subject, counts)
    result: CohortResult = {
        **_heading(subject),
        **counts,
        **_verdict(subject),
        **figures,
        **further_of(subject, counts, figures["direction"]),
    }
    result["flags"] = _flags(subject, result)
    if "logging_declines" in result["flags"] and result["direction"] is not None:
        result["direction"] = UNCLEAR
    result["reasons"] = reasons_of(result, subject)
    result["text"] = sentences(result, subject.evidence, same_day=subject.same_day)
    return result


def _figures(subject: Subject, counts: Counts) -> Figures:
    """The line's figures; without a line none, but forecasts from the other cohorts where there are enough."""
    if subject.line is not None:
        return figures_of(subject.line, subject.trend, counts, subject.prior, subject.cohort)
    figures = no_figures()
    if subject.together.lines is not None and counts["n"] > 0:
        figures["next"] = ahead_by_peers(subject.together.lines, counts["n"], subject.prior)
    return figures


def _heading(subject: Subject) -> Heading:
    given, asked = subject.frame.cohorts[subject.cohort], subject.asked
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


def _counts(subject: Subject) -> Counts:
    frame, span = subject.frame, subject.span
    return Counts(
        n=span.stop - span.start,
        n_live=int(frame.live[span].sum()),
        n_in_progress=int(frame.in_progress[span].sum()),
        n_cancelled=int(frame.cancelled[span].sum()),
        n_excluded=int((~frame.usable[span]).sum()),
        n_not_started=int(frame.not_started[subject.cohort]),
        n_hours_missing=int(frame.missing[span].sum()),
    )


def _verdict(subject: Subject) -> Verdict:
    found = subject.evidence
    fitted = subject.trend.shown.get(subject.cohort)
    return Verdict(
        r=int(subject.trend.r[subject.cohort]),
        level=found.level,
        status=INSUFFICIENT if found.lacking or fitted is None else fitted.status,
        reasons={},
        flags=[],
        text=[],
    )


def _flags(subject: Subject, result: CohortResult) -> list[str]:
    frame, span, cohort = subject.frame, subject.span, subject.cohort
    excluded = ~frame.usable[span]
    rows = [row for row, out in zip(frame.rows[span], excluded.tolist(), strict=True) if out]
    flags = {flag for row in rows for flag in row.flags or ("bad_dates",)}
    raised = {
        "mostly_open": 2 * result["n_in_progress"] > result["n"] - result["n_excluded"],
        "history_completed_only": bool(frame.history_only[cohort]),
        "cancellations": many_cancelled(result["n_live"], result["n_cancelled"]),
        "robust_disagrees": result["robust"] is not None and result["robust"]["agree"] is False,
        "scope_confounded": subject.trend.scopes.cohorts[cohort].lacking == "scope_confounded",
        "logging_declines": declines(result["logging"]),
        "pooled_forecast": subject.line is None and bool(result["next"]),
    }
    return sorted(flags | {flag for flag, up in raised.items() if up})
