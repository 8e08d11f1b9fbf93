"""How good forecasts were. One forecast a go-live and age counts: those of following days say nearly the same.

Ages are days since kickoff (0, 30, 60, 90 and more), never shares of what it took in the end: whoever picks forecasts
by how long the go-live took afterwards has looked at the answer.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
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
    return [found for series in SERIES for found in _of_series(rows, series)]


def _of_series(rows: QuerySet[Forecast], series: str) -> Iterable[dict[str, Any]]:
    name, actual = SERIES[series]
    columns = ("age", "actual_live_on", f"{name}_p10", f"{name}_p50", f"{name}_p90", actual)
    known = rows.filter(**{f"{name}_p10__isnull": False, f"{name}_p90__isnull": False, f"{actual}__isnull": False})
    listed = list(_first_at_each_age(known).values_list(*columns))
    for age in AGES:
        told = [(live_on, Outcome(*figures)) for at, live_on, *figures in listed if at == age]
        yield from _scored(series, age, None, [outcome for _, outcome in told])
        for month in sorted({f"{live_on:%Y-%m}" for live_on, _ in told if live_on}):
            yield from _scored(series, age, month, [one for on, one in told if on and f"{on:%Y-%m}" == month])


def _first_at_each_age(rows: QuerySet[Forecast]) -> QuerySet[Forecast]:
    steps = [When(elapsed__gte=age, then=Value(age)) for age in reversed(AGES)]
    aged = rows.annotate(age=Case(*steps, default=Value(0), output_field=IntegerField()))
    place = Window(RowNumber(), partition_by=[F("golive_id"), F("age")], order_by=F("as_of").asc())
    return aged.annotate(place=place).filter(place=1)


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
