"""Forecasts of go-lives in progress: what is stored, and how good it was. Nothing is computed here."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE
from implementation.http.actions import ListAction
from implementation.http.page_tables import TableToo
from implementation.http.parameters import day, flag, identifier
from implementation.http.views import Row
from implementation.models import GoLiveStatus
from implementation.services.reporting_day import reporting_day
from tracking.api.serializers.forecasts import ForecastAnswer, ForecastScoreAnswer, ForecastScoresAnswer
from tracking.models import Forecast
from tracking.reads.forecast_scores import forecast_scores

_GOLIVE_REVISION = "golive__revision"
# Newer than this there is a forecast of whatever is in progress: the background jobs make one a day.
_LOOKED_BACK = timedelta(days=7)


class ForecastView(TableToo, ListAction):
    """When go-lives in progress will be live and what they will cost, beside what plan and target say.

    Keys bound to a customer read those that were released on the go-live.
    """

    noun, model = "forecast", Forecast
    scopes = {"list": "forecasts:read", "scores": "forecasts:read"}
    for_customers = frozenset({"list"})
    unbound_only = frozenset({"scores"})
    answers = ForecastAnswer
    other_answers = {"scores": ForecastScoresAnswer}
    table_actions = frozenset({"scores"})
    table_parts = {"scores": ("results", ForecastScoreAnswer)}
    filters = {
        **OF_GOLIVE,
        "customer": identifier("golive__customer_id", "Of this customer."),
        "product": identifier("golive__product_id", "Of this product."),
        "as_of": day("as_of", "As they were told on that day. Unless said, the newest of each go-live in progress."),
    }
    parameters = {
        "list": {"history": flag("", "Of all days, instead of the newest.")},
        "scores": {
            "product": identifier("", "Of this product."),
            "backtest": flag("", "Forecasts made afterwards for past months, instead of those told at the time."),
        },
    }

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrowed(rows.filter(backtest=False))
        if "as_of" in self.asked or self.asked.get("history"):
            return rows
        newest = Forecast.objects.filter(backtest=False).aggregate(day=Max("as_of"))["day"]
        if newest is None:
            return rows.none()
        rows = rows.filter(golive__status=GoLiveStatus.IN_PROGRESS, as_of__gt=newest - _LOOKED_BACK)
        own = Forecast.objects.filter(golive_id=OuterRef("golive_id"), backtest=False).order_by("-as_of")
        return rows.filter(id=Subquery(own.values("id")[:1]))

    def represent(self, rows: QuerySet[Any], *, also: Any = ()) -> list[Row]:
        return super().represent(rows, also=(*also, _GOLIVE_REVISION))

    def attach(self, rows: list[Row]) -> None:
        """Whether each is current."""
        today = reporting_day(timezone.now())
        for row in rows:
            row["current"] = row.pop(_GOLIVE_REVISION) == row["revision"] and row["as_of"] == today

    @action(detail=False, methods=["get"])
    def scores(self, request: Request) -> Response:
        """How good the forecasts of what is live by now were.

        Coverage of the 80% interval, bias and pinball loss, for forecasts made at several ages of a go-live, in all
        and by the month in which it went live.
        """
        found = forecast_scores(backtest=self.asked.get("backtest", False), product=self.asked.get("product"))
        return Response({"as_of": reporting_day(timezone.now()), "current": True, "results": found})
