"""Everything that stands beside the line of one cohort: points, survival, open go-lives, checks, the other cohorts.

Called by `assemble`; why something is null is told by `reasons`.
"""

from tracking.stats.checks import curvature_of, outliers_of, rate_with_limits, robust_of, scope_of
from tracking.stats.competing import Incidence, aalen_johansen, many_cancelled, median_time_live, reported
from tracking.stats.coverage import logging_of
from tracking.stats.derive import IN_PROGRESS
from tracking.stats.levels import LIST, NONE
from tracking.stats.open_golives import Ask, OpenGoLive, forecast_cohort
from tracking.stats.power import more_needed
from tracking.stats.result import Counts, Further, Point, number
from tracking.stats.shapes import Covariate, Fit, Km, OpenForecast, Pooled
from tracking.stats.slopes import UNCLEAR, rate_of
from tracking.stats.stored import line_to
from tracking.stats.subject import Subject
from tracking.stats.survival import kaplan_meier, quantile, restricted_mean


def further_of(subject: Subject, counts: Counts, direction: str | None) -> Further:
    """All of it; direction is that of the line, None without one."""
    frame, trend, cohort = subject.frame, subject.trend, subject.cohort
    fit = fit_of(subject)
    days = frame.days[subject.span][subject.counted]
    live, cancelled = (mask[subject.span][subject.counted] for mask in (frame.live, frame.cancelled))
    table = kaplan_meier(days, live) if subject.of_days else None
    incidence = aalen_johansen(days, live, cancelled) if subject.of_days and days.size else None
    plain = trend.plain[cohort].line if trend.adjusted(cohort) else None
    median = None if table is None else quantile(table, 0.5)
    return Further(
        points=_points(subject),
        km=Km(
            median=None if median is None else median.value,
            lo=None if median is None else median.lo,
            hi=None if median is None else median.hi,
            table=None if table is None else table.steps(),
        ),
        q_value=subject.together.q.get(subject.key),
        unadjusted=None if plain is None else rate_with_limits(plain),
        pooled=_pooled(subject),
        robust=robust_of(frame, trend, cohort, of_days=subject.of_days),
        rmst=None if table is None else restricted_mean(table),
        aj=None if incidence is None else reported(incidence),
        median_time_live_cif=_median_live(incidence, counts),
        in_progress=_in_progress(subject, fit),
        curvature=curvature_of(trend, cohort),
        scope=scope_of(trend, cohort),
        outliers=outliers_of(frame, trend, cohort),
        logging=None if subject.of_days else logging_of(frame, cohort),
        more_needed=_more_needed(subject, direction),
        fit=fit,
    )


def fit_of(subject: Subject) -> Fit | None:
    """What forecasts need of the shown line; None without one."""
    line, fitted = subject.line, subject.trend.shown.get(subject.cohort)
    if line is None or fitted is None:
        return None
    scoped = subject.trend.scopes.cohorts[subject.cohort]
    named = zip(scoped.names, scoped.references, strict=True)
    return Fit(
        prior=subject.prior,
        covariates=[Covariate(name=name, reference=reference) for name, reference in named]
        if subject.trend.adjusted(subject.cohort)
        else [],
        line=line_to(line),
        days=line_to(fitted.days),
        hours=line_to(fitted.hours),
        given_days=fitted.hours is not None and fitted.hours is not line,
    )


def _points(subject: Subject) -> list[Point]:
    frame, trend, span = subject.frame, subject.trend, subject.span
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


def _median_live(incidence: Incidence | None, counts: Counts) -> float | None:
    if incidence is None or not many_cancelled(counts["n_live"], counts["n_cancelled"]):
        return None
    return median_time_live(incidence)


def _pooled(subject: Subject) -> Pooled | None:
    found = subject.together.pool
    if found is None:
        return None
    own = subject.together.own.get(subject.key)
    return Pooled(
        learning_rate=number(rate_of(found.slope)),
        lo=number(rate_of(found.hi)),
        hi=number(rate_of(found.lo)),
        tau2=found.tau2,
        shrunken=None if own is None else number(rate_of(found.shrunken(own))),
        cohorts=found.cohorts,
    )


def _in_progress(subject: Subject, fit: Fit | None) -> list[OpenForecast]:
    """Go-lives in progress; for hours also those live whose hours still count."""
    frame, span, of_days = subject.frame, subject.span, subject.of_days
    still = frame.in_progress if of_days else frame.in_progress | (frame.live & ~frame.complete & ~frame.missing)
    places = [span.start + i for i, open_ in enumerate(still[span].tolist()) if open_]
    golives = [
        OpenGoLive(
            id=frame.rows[i].id,
            number=int(frame.number[i]),
            rank=float(frame.rank[i]),
            elapsed=float(frame.days[i]),
            state=IN_PROGRESS if frame.in_progress[i] else "live",
            hours=None if of_days else frame.rows[i].hours or 0.0,
            scope=frame.rows[i].scope,
        )
        for i in places
    ]
    peers = subject.together.lines if of_days else None
    return forecast_cohort(Ask(golives, fit, subject.prior), subject.asked.as_of, peers)


def _more_needed(subject: Subject, direction: str | None) -> int | None:
    """How many more finished ones; asked only while nothing can be told for want of them."""
    line, r = subject.line, int(subject.trend.r[subject.cohort])
    if line is None:
        few = subject.evidence.level in (NONE, LIST) and subject.evidence.lacking == "insufficient"
        return more_needed(r, None, subject.prior) if few else None
    if direction != UNCLEAR:
        return None
    return more_needed(r, line.k**0.5 * line.sigma, subject.prior)
