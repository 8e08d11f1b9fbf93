"""How good forecasts were. One forecast a go-live and age counts: those of following days say nearly the same.

Ages are days since kickoff (0, 30, 60, 90 and more), never shares of what it took in the end: whoever picks forecasts
by how long the go-live took afterwards has looked at the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from tracking.models import Forecast
from tracking.stats.scoring import Outcome, Score, score, score_sentence

AGES = (0, 30, 60, 90)
SERIES = {
    "days": ("days", "actual_days"),
    "handholding_hours": ("handholding", "actual_handholding"),
    "total_hours": ("total", "actual_total"),
}
_EARLY, _OK, _GOOD = 6, 10, 20


def forecast_scores(*, backtest: bool, product: Any = None) -> list[dict[str, Any]]:
    """By series and age over all, then by the month in which the go-live went live."""
    rows = Forecast.objects.filter(backtest=backtest, actual_days__isnull=False)
    if product is not None:
        rows = rows.filter(golive__product_id=product)
    listed = list(_first_at_each_age(rows))
    return [found for series in SERIES for found in _of_series(listed, series)]


def _of_series(rows: Sequence[Mapping[str, Any]], series: str) -> Iterable[dict[str, Any]]:
    figures = itemgetter(*_figures(series))
    listed = [row for row in rows if row[f"{series}_known"] and row[f"{series}_place"] == 1]
    for age in AGES:
        told = [(row["actual_live_on"], Outcome(*figures(row))) for row in listed if row["age"] == age]
        yield from _scored(series, age, None, [outcome for _, outcome in told])
        for month in sorted({f"{live_on:%Y-%m}" for live_on, _ in told if live_on}):
            yield from _scored(series, age, month, [one for on, one in told if on and f"{on:%Y-%m}" == month])


def _figures(series: str) -> tuple[str, str, str, str]:
    name, actual = SERIES[series]
    return f"{name}_p10", f"{name}_p50", f"{name}_p90", actual


def _first_at_each_age(rows: QuerySet[Forecast]) -> Any:
    """Of each go-live and age the first forecast that says something in a series: its place there is 1."""
    steps = [When(elapsed__gte=age, then=Value(age)) for age in reversed(AGES)]
    found: Any = rows.annotate(age=Case(*steps, default=Value(0), output_field=IntegerField()))
    columns = {"age", "actual_live_on"}
    for series in SERIES:
        low, _, high, actual = _figures(series)
        known, place = f"{series}_known", f"{series}_place"
        found = found.annotate(**{known: Q(**{f"{name}__isnull": False for name in (low, high, actual)})})
        among = [F("golive_id"), F("age"), F(known)]
        found = found.annotate(**{place: Window(RowNumber(), partition_by=among, order_by=F("as_of").asc())})
        columns |= {known, place, *_figures(series)}
    firsts = reduce(or_, (Q(**{f"{series}_place": 1}) for series in SERIES))
    return found.filter(firsts).values(*sorted(columns))


def _scored(series: str, age: int, month: str | None, outcomes: list[Outcome]) -> Iterable[dict[str, Any]]:
    found = score(outcomes)
    if found is not None:
        unit = "days" if series == "days" else "hours"
        yield {
            "series": series,
            "age_days": age,
            "month": month,
            **found,
            "level": _level(found),
            "method": "first_at_age",
            "text": [score_sentence(found, unit)],
        }


def _level(found: Score) -> str:
    n = found["n"]
    return "list" if n < _EARLY else "early" if n < _OK else "ok" if n < _GOOD else "good"
