"""Measures of go-lives: days, hours, blocked days and slips, as of today."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE
from implementation.http.actions import ListAction
from implementation.http.page_tables import TableToo
from implementation.http.parameters import choices, identifier
from implementation.http.problems import not_found
from implementation.http.views import Row
from implementation.models import Stage
from implementation.services.reporting_day import reporting_day
from tracking.api.serializers.measures import MINUTES, MeasureAnswer
from tracking.models import GoLiveMeasure, MeasuredState
from tracking.reads.measure_words import measure_words

_GOLIVE_REVISION = "golive__revision"


class MeasureView(TableToo, ListAction):
    """Where go-lives stand in numbers: one row each, kept current in the background."""

    noun, model = "measure", GoLiveMeasure
    scopes = {"list": "measures:read", "retrieve": "measures:read"}
    answers = MeasureAnswer
    table_actions = frozenset({"retrieve"})
    filters = {
        **OF_GOLIVE,
        "customer": identifier("golive__customer_id", "Of this customer."),
        "product": identifier("golive__product_id", "Of this product."),
        "stage": choices("golive__stage__in", Stage.values, "Of these stages."),
        "state": choices("state__in", MeasuredState.values, "In these states."),
    }

    def visible(self) -> QuerySet[Any]:
        """Pages go by `id`, which here is the go-live's."""
        rows: QuerySet[Any] = super().visible().annotate(id=F("golive_id"))
        return rows

    def retrieve(self, request: Request, id: UUID) -> Response:
        """The measure of one go-live. `id` is the go-live's; 404 also while it is not measured yet."""
        rows = self.represent(self.visible().filter(pk=id))
        if not rows:
            raise not_found(self.noun)
        return Response(self.shape.cut(rows)[0])

    def represent(self, rows: QuerySet[Any], *, also: Any = ()) -> list[Row]:
        return super().represent(rows, also=(*also, *MINUTES, _GOLIVE_REVISION))

    def attach(self, rows: list[Row]) -> None:
        """Hours, whether each measure is current, and all of it in words."""
        today = reporting_day(timezone.now())
        for row in rows:
            handholding, total, by_activity = (row.pop(name) for name in MINUTES)
            row["handholding_hours"], row["total_hours"] = handholding / 60, total / 60
            row["hours_by_activity"] = {activity: minutes / 60 for activity, minutes in by_activity.items()}
            row["current"] = row.pop(_GOLIVE_REVISION) == row["revision"] and row["as_of"] == today
            row["text"] = measure_words(row)
