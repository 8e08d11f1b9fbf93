"""Forecasts made afterwards for the first day of each past month, to see how good they would have been.

Each is made from the facts dated up to its day alone, in memory; only the forecasts are stored. Corrections made
since and attributes without a date are today's, so a back-test is a little kinder than life.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from implementation.models import GoLive, Stage
from implementation.services.reporting_day import reporting_day
from tracking.cohorts import group
from tracking.models import Backtest, Forecast
from tracking.reads.cohorts import settings_of
from tracking.reads.members import present_members
from tracking.services.fit import Measures, fingerprint_of, fit
from tracking.services.forecasts import LENS, Beside, Source, forecasts_of, keep, open_entries
from tracking.services.measure import Progress, silent
from tracking.services.refit import past_measures
from tracking.services.score_forecasts import score_forecasts

UNASKED_UP_TO = 5_000


def backtest(*, at: datetime, most: int | None = None, again: bool = False, progress: Progress = silent) -> int:
    """Make the forecasts of past months that were not made yet, the oldest first; how many months that were.

    A month is made again when history was brought in since; with `again` all are, for facts that were corrected.
    `most` bounds one call.
    """
    done = set() if again else set(Backtest.objects.values_list("as_of", "started"))
    missing = [one for one in months(until=reporting_day(at)) if one not in done][:most]
    for place, (day, started) in enumerate(missing, start=1):
        made = _forecast_as_of(day, at)
        found = {"computed_at": at, "started": started, "forecasts": made}
        Backtest.objects.update_or_create(as_of=day, defaults=found)
        progress("Forecasting past months", place, len(missing))
    if missing:
        score_forecasts()
    return len(missing)


def backtest_next_month(*, at: datetime) -> int:
    """The same for one month, in a portfolio that is small enough to do it unasked."""
    return backtest(at=at, most=1) if GoLive.objects.count() <= UNASKED_UP_TO else 0


def months(*, until: date) -> Iterator[tuple[date, int]]:
    """The first days of the months after the first kickoff, before the day, each with how many had started by then."""
    started = GoLive.objects.filter(stage=Stage.PRODUCTION, kickoff_on__lt=until).order_by("kickoff_on")
    kickoffs = [day for day in started.values_list("kickoff_on", flat=True) if day is not None]
    day = kickoffs[0] if kickoffs else until
    while (day := _next_month(day)) < until:
        yield day, bisect_right(kickoffs, day)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _forecast_as_of(day: date, at: datetime) -> int:
    members = [one for one in present_members() if one.kickoff is not None and one.kickoff <= day]
    groups = list(group(members, LENS.by, settings_of(LENS.by)).values())
    ids = sorted(member.golive_id for one in groups for member in one.members)
    measures = past_measures(as_of=day, at=at)(ids)
    groups = [one for one in groups if all(member.golive_id in measures for member in one.members)]
    results = fit(groups, measures, LENS, as_of=day, peers={})
    by_series = {series: {one["cohort_key"]: one for one in found} for series, found in results.items()}
    Forecast.objects.filter(as_of=day, backtest=True).delete()
    made, beside = 0, _known_then(measures)
    for one in groups:
        days = by_series["days"][one.key]
        source = Source(
            one.key,
            one.label,
            fingerprint_of(one, LENS, day),
            days["n"],
            days["r"],
            days["level"],
            {series: open_entries(found[one.key]["in_progress"]) for series, found in by_series.items()},
        )
        rows = forecasts_of(source, beside, as_of=day, at=at, backtest=True)
        keep(rows)
        made += len(rows)
    return made


def _known_then(measures: Measures) -> dict[UUID, Beside]:
    """What stood beside it then. The plan of that day is not known any more."""
    return {
        golive: Beside(row.revision, row.last_target_on, row.last_target_precision, None)
        for golive, row in measures.items()
    }
