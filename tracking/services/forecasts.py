"""Stores what the trends of a day forecast of each go-live in progress. Called by jobs; writes forecasts alone.

Nothing is fitted here: the trends by product hold the figures already. The last answer of a day stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from implementation.services.reporting_day import reporting_day
from tracking.cohorts import COHORT_SETS
from tracking.lenses import Lens
from tracking.models import Forecast, GoLiveMeasure
from tracking.reads.trends import trends_of_day
from tracking.services.forecast_words import forecast_words
from tracking.services.plan_dates import plan_dates

LENS = Lens(COHORT_SETS[0])
OWN, POOLED, NONE = "own", "pooled", "none"
IN_PROGRESS = "in_progress"
_DAYS, _HELD, _TOTAL = LENS.series
_BATCH = 100
_KEPT = {"id", "golive", "as_of", "backtest", "actual_days", "actual_live_on", "actual_handholding", "actual_total"}


@dataclass(frozen=True, slots=True)
class Source:
    """What one cohort's trends of a day say: heading, and entries of the open go-lives by series and go-live."""

    cohort_key: str
    cohort: str
    fingerprint: str
    n: int
    r: int
    level: str
    entries: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a forecast: the go-live's revision, its target as of the day, and its plan."""

    revision: int
    target_on: date | None
    target_precision: str
    plan_on: date | None


def store_forecasts(*, at: datetime) -> int:
    """Store the forecasts of today for the cohorts whose trends changed since; how many were written."""
    as_of = reporting_day(at)
    written = 0
    for source in _changed(as_of):
        ids = [UUID(golive) for golive in source.entries[_DAYS]]
        rows = forecasts_of(source, _beside(ids, as_of), as_of=as_of, at=at)
        keep(rows)
        written += len(rows)
    return written


def _changed(as_of: date) -> Iterable[Source]:
    """The cohorts with something open whose forecasts are not of their present trends."""
    done = set(Forecast.objects.filter(as_of=as_of, backtest=False).values_list("cohort_key", "fingerprint").distinct())
    trends = trends_of_day(as_of, LENS)
    found = trends.filter(series=_DAYS, result__n_in_progress__gt=0).values_list("cohort_key", "fingerprint")
    for cohort_key, fingerprint in sorted(set(found) - done):
        rows = trends.filter(cohort_key=cohort_key, fingerprint=fingerprint)
        columns = ("series", "cohort", "n", "r", "level", "detail__in_progress")
        by_series = {row[0]: row[1:] for row in rows.values_list(*columns)}
        if by_series.keys() >= set(LENS.series):
            cohort, n, r, level, _ = by_series[_DAYS]
            entries = {series: open_entries(row[-1]) for series, row in by_series.items()}
            yield Source(cohort_key, cohort, fingerprint, n, r, level, entries)


def open_entries(entries: Iterable[Mapping[str, Any]] | None) -> dict[str, Mapping[str, Any]]:
    """Those in progress, by go-live: of the live ones in hypercare nothing is forecast here."""
    return {entry["id"]: entry for entry in entries or () if entry["state"] == IN_PROGRESS}


def _beside(golive_ids: Sequence[UUID], as_of: date) -> dict[UUID, Beside]:
    plans = plan_dates(golive_ids, today=as_of)
    rows = GoLiveMeasure.objects.filter(golive_id__in=golive_ids)
    columns = ("golive_id", "revision", "last_target_on", "last_target_precision")
    return {
        golive: Beside(revision, target_on, precision, plans.get(golive))
        for golive, revision, target_on, precision in rows.values_list(*columns)
    }


def forecasts_of(
    source: Source, beside: Mapping[UUID, Beside], *, as_of: date, at: datetime, backtest: bool = False
) -> list[Forecast]:
    """Unsaved rows, one a go-live in progress that is known beside."""
    rows = []
    for golive, entry in source.entries[_DAYS].items():
        golive_id = UUID(golive)
        if golive_id in beside:
            held, total = (source.entries[series].get(golive) for series in (_HELD, _TOTAL))
            row = _forecast(source, entry, held, total, beside[golive_id], as_of)
            row.golive_id, row.computed_at, row.backtest = golive_id, at, backtest
            rows.append(row)
    return rows


def _forecast(
    source: Source,
    days: Mapping[str, Any],
    held: Mapping[str, Any] | None,
    total: Mapping[str, Any] | None,
    beside: Beside,
    as_of: date,
) -> Forecast:
    live = [_plus(as_of, days[f"date_{q}"]) for q in ("p10", "p50", "p90")]
    told = [days["text"], _named("With the customer", held), _named("All hours", total)]
    return Forecast(
        as_of=as_of,
        cohort_key=source.cohort_key,
        cohort=source.cohort,
        fingerprint=source.fingerprint,
        revision=beside.revision,
        n=source.n,
        r=source.r,
        level=source.level,
        method=_method(days),
        flags=sorted({*days["flags"], *(held or {}).get("flags", ()), *(total or {}).get("flags", ())}),
        text=forecast_words(
            plan_on=beside.plan_on,
            target_on=beside.target_on,
            target_precision=beside.target_precision,
            live=live,
            told=told,
        ),
        number=days["number"],
        elapsed=days["elapsed"],
        pct_slower=days["pct_slower"],
        **_quantiles("days", [_sum(days["elapsed"], days[f"remaining_{q}"]) for q in ("p10", "p50", "p90")]),
        **_quantiles("live", live),
        **_hours("handholding", held),
        **_hours("total", total),
        plan_on=beside.plan_on,
        target_on=beside.target_on,
        target_precision=beside.target_precision,
    )


def _method(days: Mapping[str, Any]) -> str:
    if days["remaining_p50"] is None:
        return NONE
    return POOLED if "pooled" in days["flags"] else OWN


def _named(name: str, hours: Mapping[str, Any] | None) -> str:
    """The sentence on hours without the day, which the sentence on days tells."""
    said = "" if hours is None else hours["text"].split(". ", 1)[-1]
    return f"{name}: {said}" if said else ""


def _quantiles(name: str, values: Sequence[Any]) -> dict[str, Any]:
    return {f"{name}_{q}": value for q, value in zip(("p10", "p50", "p90"), values, strict=True)}


def _hours(name: str, entry: Mapping[str, Any] | None) -> dict[str, Any]:
    if entry is None:
        return {}
    final = [entry[f"hours_final_{q}"] for q in ("p10", "p50", "p90")]
    return {f"{name}_to_date": entry["hours_to_date"], **_quantiles(name, final)}


def _sum(elapsed: float, remaining: float | None) -> float | None:
    return None if remaining is None else elapsed + remaining


def _plus(as_of: date, day: str | None) -> date | None:
    """Dates are text in a stored result. One before the day of the forecast cannot be."""
    return None if day is None else max(date.fromisoformat(day), as_of)


def keep(rows: Sequence[Forecast]) -> None:
    """Insert, or replace what was said earlier the same day; scores stay."""
    changing = [field.name for field in Forecast._meta.concrete_fields if field.name not in _KEPT]
    Forecast.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["golive", "as_of", "backtest"],
        update_fields=changing,
    )
