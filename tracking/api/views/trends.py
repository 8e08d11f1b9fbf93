"""Trends of cohorts over their repetitions: what is stored, never computed here.

What nobody computed yet is noted and answered by 202; asking again after `Retry-After` gives it.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.http.page_tables import TableToo
from implementation.http.pagination import PARAMETERS as PAGE_PARAMETERS
from implementation.http.pagination import CursorPages, Page
from implementation.http.problems import invalid, not_found
from implementation.services.reporting_day import reporting_day
from tracking.api.parameters import AS_OF, BY, CLOCK, DEFAULT_BY, NET_OF, ONE_SERIES, SERIES
from tracking.api.serializers.trends import PendingAnswer, TrendAnswer, TrendDetailAnswer, TrendPoint
from tracking.cohorts import COHORT_SETS, By, by_of
from tracking.lenses import KICKOFF, Lens, is_activity
from tracking.lenses import SERIES as MAIN_SERIES
from tracking.models import Trend
from tracking.models.trends import TrendQuerySet
from tracking.reads.cohorts import is_standing
from tracking.reads.trends import (
    Cohorts,
    by_of_cohort,
    changed_since,
    is_computed,
    latest_trends,
    measured_cohorts,
    present_cohort,
    told,
    trends_as_of,
)
from tracking.services.trend_requests import RETRY_AFTER_SECONDS, QueueFull, request_trends

_KEY = re.compile(r"[0-9a-f]{32}")
_LENS = {"clock": CLOCK, "net_of": NET_OF}


class TrendView(TableToo):
    """Whether each further go-live takes less time and less help. Concerns all customers, so bound keys are refused."""

    noun = "trend"
    scopes = {"list": "trends:read", "retrieve": "trends:read"}
    unbound_only = frozenset({"list", "retrieve"})
    answers = TrendAnswer
    other_answers = {"retrieve": TrendDetailAnswer}
    pending = PendingAnswer
    parameters = {
        "list": {"by": BY, "as_of": AS_OF, "series": SERIES, **_LENS, **PAGE_PARAMETERS},
        "retrieve": {"as_of": AS_OF, "series": ONE_SERIES, **_LENS},
    }
    table_parts = {"retrieve": ("points", TrendPoint)}
    lookup_url_kwarg = "cohort_key"
    lookup_value_converter = "str"
    pagination_class = CursorPages

    def list(self, request: Request) -> Response:
        """List trends. 202 with `Retry-After` while those that are asked for are still to be computed."""
        series = self.asked.get("series", MAIN_SERIES)
        lens = self._lens(self.asked.get("by", DEFAULT_BY), series)
        cohorts = measured_cohorts(lens.by, today=self._today())
        as_of = self._asked_day()
        if as_of:
            rows = trends_as_of(as_of, lens=lens, series=series)
        else:
            rows = latest_trends(lens=lens, series=series, keys=cohorts.keys)
        page = Page.asked(self.asked, request)
        found = self._found(rows, page)
        kept = lens.by in COHORT_SETS or (found[0].set_kept if found else is_standing(lens))
        if not self._ready(as_of, lens, standing=lens.plain and kept, any_cohorts=bool(cohorts.keys)):
            return _later({"next": None, "next_cursor": None, "results": []})
        body = page.body(request, [_shown(trend, cohorts) for trend in found])
        return Response({**body, "results": self.shape.cut(body["results"])})

    def retrieve(self, request: Request, cohort_key: str) -> Response:
        """Read the trend of one cohort with its points and curve: the newest, or that of a day.

        202 with `Retry-After` while it is still to be computed. As CSV: its points.
        """
        by = by_of_cohort(cohort_key) if _KEY.fullmatch(cohort_key) else None
        if by is None:
            raise not_found(self.noun)
        series = (self.asked.get("series", MAIN_SERIES[0]),)
        lens = self._lens(by_of(by), series)
        as_of = self._asked_day()
        if not self._ready(as_of, lens, standing=is_standing(lens), any_cohorts=True):
            return _later({"as_of": as_of or self._today(), "retry_after": RETRY_AFTER_SECONDS})
        if as_of:
            rows = trends_as_of(as_of, lens=lens, series=series).filter(cohort_key=cohort_key)
        else:
            rows = latest_trends(lens=lens, series=series, keys=[cohort_key])
        trend = rows.visible_to(self.actor).first()
        if trend is None:
            raise not_found(self.noun)
        shown = _shown(trend, present_cohort(trend, today=self._today()), detail=True)
        return Response(self.shape.cut([shown])[0])

    def _lens(self, by: By, series: tuple[str, ...]) -> Lens:
        return Lens(by, self.asked.get("clock", KICKOFF), self.asked.get("net_of", ""), is_activity(series))

    def _found(self, rows: TrendQuerySet, page: Page) -> Sequence[Any]:
        """Pages go by the topic: a trend that is computed anew between two pages stays in its place."""
        rows = rows.visible_to(self.actor).defer("detail", "peer")
        descending = page.order.startswith("-")
        if page.after is not None:
            rows = rows.filter(**{"topic__lt" if descending else "topic__gt": page.after})
        return list(rows.order_by("-topic" if descending else "topic")[: page.limit + 1])

    def _asked_day(self) -> date | None:
        asked: date | None = self.asked.get("as_of")
        if asked and asked > self._today():
            raise invalid("?as_of", "in_future", f"{asked} lies in the future; today is {self._today()}.")
        return asked

    def _ready(self, as_of: date | None, lens: Lens, *, standing: bool, any_cohorts: bool) -> bool:
        """Whether what is asked for is there; if not, it is noted.

        What is there but of other facts than the present ones is shown as it is, and computed again meanwhile.
        """
        day = as_of or self._today()
        if as_of is None and standing:
            return True
        if not is_computed(day, lens=lens):
            if day == self._today() and not any_cohorts:
                return True
            older = as_of is None and latest_trends(lens=lens, series=lens.series, keys=self._known(lens)).exists()
            self._note(day, lens, may_be_full=older)
            return older
        if (day < self._today() or not standing) and changed_since(day, lens):
            self._note(day, lens, may_be_full=True)
        return True

    def _known(self, lens: Lens) -> Any:
        return Trend.objects.filter(by=lens.by_text).values("cohort_key")

    def _note(self, day: date, lens: Lens, *, may_be_full: bool) -> None:
        """Where there is something to show already, a full queue is no reason to refuse."""
        try:
            request_trends(as_of=day, lens=lens, at=timezone.now())
        except QueueFull:
            if not may_be_full:
                raise

    def _today(self) -> date:
        return reporting_day(timezone.now())


def _later(body: dict[str, Any]) -> Response:
    return Response(body, status=202, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _shown(trend: Trend, cohorts: Cohorts, *, detail: bool = False) -> dict[str, Any]:
    return {"id": trend.topic, **told(trend, cohorts, detail=detail)}
