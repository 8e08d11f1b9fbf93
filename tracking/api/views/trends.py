"""Trends of cohorts over their repetitions: what is stored, never computed here.

An as-of day that nobody computed yet is noted and answered by 202; asking again after `Retry-After` gives it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.http.pagination import PARAMETERS as PAGE_PARAMETERS
from implementation.http.pagination import CursorPages, Page
from implementation.http.parameters import Parameter, choices, day
from implementation.http.problems import invalid, not_found
from implementation.http.views import ApiView
from tracking.api.openapi import TrendSchema
from tracking.api.serializers.trends import TrendAnswer, TrendDetailAnswer
from tracking.cohorts import COHORT_SETS, SERIES, By, Group, by_of
from tracking.models import Trend
from tracking.models.trends import TrendQuerySet
from tracking.reads.trends import changed_since, is_computed, latest_trends, measured_cohorts, told, trends_as_of
from tracking.services.reporting_day import reporting_day
from tracking.services.trend_requests import RETRY_AFTER_SECONDS, request_trends

_BY = Parameter(
    "What cohorts are formed by; `product` unless said.",
    {"type": "string", "enum": [",".join(by) for by in COHORT_SETS]},
    by_of,
)
_AS_OF = day("", "What was known by that day. Unless said, the newest trend of each cohort.")


class TrendView(ApiView):
    """Whether each further go-live takes less time and less help. Concerns all customers, so bound keys are refused."""

    noun = "trend"
    scopes = {"list": "trends:read", "retrieve": "trends:read"}
    unbound_only = frozenset({"list", "retrieve"})
    answers = TrendAnswer
    other_answers = {"retrieve": TrendDetailAnswer}
    parameters = {
        "list": {
            "by": _BY,
            "as_of": _AS_OF,
            "series": choices("", SERIES, "Of these series; all unless said."),
            **PAGE_PARAMETERS,
        }
    }
    pagination_class = CursorPages
    schema = TrendSchema()

    def list(self, request: Request) -> Response:
        """List trends. 202 with `Retry-After` while those of the asked day are still to be computed."""
        by: By = self.asked.get("by", COHORT_SETS[0])
        cohorts = measured_cohorts(by, today=self._today())
        as_of = self._asked_day()
        if as_of and not self._ready(as_of, by, cohorts):
            request_trends(as_of=as_of, by=by, at=timezone.now())
            return Response(
                {"next": None, "next_cursor": None, "results": []},
                status=202,
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        series = self.asked.get("series", SERIES)
        rows = trends_as_of(as_of, by=by, series=series) if as_of else latest_trends(by=by, series=series, keys=cohorts)
        return self._page(request, rows, cohorts)

    def retrieve(self, request: Request, id: UUID) -> Response:
        """Read the newest trend of one cohort and series, with its points and curves."""
        rows = Trend.objects.visible_to(self.actor).filter(topic=id)
        trend = rows.order_by("-as_of", "-computed_at", "-id").first()
        if trend is None:
            raise not_found(self.noun)
        cohorts = measured_cohorts(by_of(trend.by), today=self._today())
        return Response(_shown(trend, cohorts, self._today(), detail=True))

    def _page(self, request: Request, rows: TrendQuerySet, cohorts: Mapping[str, Group]) -> Response:
        """Pages go by the topic: a trend that is computed anew between two pages stays in its place."""
        page = Page.asked(self.asked)
        rows = rows.visible_to(self.actor).defer("detail")
        descending = page.order.startswith("-")
        if page.after is not None:
            rows = rows.filter(**{"topic__lt" if descending else "topic__gt": page.after})
        found = rows.order_by("-topic" if descending else "topic")[: page.limit + 1]
        return Response(page.body(request, [_shown(trend, cohorts, self._today()) for trend in found]))

    def _asked_day(self) -> date | None:
        asked: date | None = self.asked.get("as_of")
        if asked and asked > self._today():
            raise invalid("?as_of", "in_future", f"{asked} lies in the future; today is {self._today()}.")
        return asked

    def _ready(self, as_of: date, by: By, cohorts: Mapping[str, Group]) -> bool:
        """Whether the day's trends are there.

        Those whose facts changed since are shown as they are, and computed again meanwhile.
        """
        if not is_computed(as_of, by=by):
            return as_of == self._today() and not cohorts
        if as_of < self._today() and changed_since(as_of, by):
            request_trends(as_of=as_of, by=by, at=timezone.now())
        return True

    def _today(self) -> date:
        return reporting_day(timezone.now())


def _shown(trend: Trend, cohorts: Mapping[str, Group], today: date, *, detail: bool = False) -> dict[str, Any]:
    return {"id": trend.topic, **told(trend, cohorts, today=today, detail=detail)}
