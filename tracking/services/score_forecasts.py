"""Writes beside each forecast what came, once its go-live is live; takes it back where that turned out otherwise.

What came is the measure's word, so a corrected date corrects the scores too. Called by jobs.
"""

from typing import Any

from django.db.models import Case, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from implementation.models import GoLive
from tracking.models import Forecast, GoLiveMeasure, MeasuredState


def score_forecasts() -> int:
    """Bring all scores in line with the measures; the number of forecasts whose days were scored anew."""
    days = _final("days", state=MeasuredState.LIVE)
    rows = _differing("actual_days", days)
    live_on = Subquery(GoLive.objects.filter(pk=OuterRef("golive_id")).values("live_on")[:1])
    changed = rows.update(
        actual_days=days, actual_live_on=Case(When(pk__in=_live(), then=live_on), default=Value(None))
    )
    for field, column in (("actual_handholding", "handholding_minutes"), ("actual_total", "total_minutes")):
        hours = _final(column, divide=60.0, hours_complete=True)
        _differing(field, hours).update(**{field: hours})
    return changed


def _live() -> QuerySet[Any]:
    live = GoLiveMeasure.objects.filter(state=MeasuredState.LIVE).values("golive_id")
    return Forecast.objects.filter(golive_id__in=live).values("pk")


def _final(column: str, *, divide: float = 1.0, **final: Any) -> Subquery:
    """What came, by the measure of the go-live, where that is final."""
    measure = GoLiveMeasure.objects.filter(golive_id=OuterRef("golive_id"), **final)
    value = Cast(F(column), FloatField()) / divide
    return Subquery(measure.annotate(came=value).values("came")[:1], output_field=FloatField())


def _differing(field: str, came: Subquery) -> QuerySet[Forecast]:
    """Forecasts of what is final but not scored so, and those scored though nothing is final."""
    final = Q(came__isnull=False)
    unlike = Q(**{f"{field}__isnull": True}) | ~Q(**{field: F("came")})
    return Forecast.objects.annotate(came=came).filter((final & unlike) | (~final & Q(**{f"{field}__isnull": False})))
