"""The health of one go-live, and of all of them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER
from implementation.api.serializers.health import GoLiveHealthAnswer, GoLiveHealthPage
from implementation.http.page_tables import TableToo
from implementation.http.pagination import PARAMETERS as PAGE_PARAMETERS
from implementation.http.pagination import Page
from implementation.http.parameters import Parameter, choices, identifier, number, text
from implementation.http.views import Row
from implementation.models import GoLiveStatus
from implementation.models.golives import WORKED_ON
from implementation.planning.health import LEVELS, QUIET_DAYS, Reason
from implementation.reads.health import GoLiveHealth, golive_health, portfolio_health
from implementation.services.reporting_day import reporting_day

_QUIET = {
    "quiet_days": number(
        "", f"Days without movement that are a reason, {QUIET_DAYS} unless said.", at_least=1, at_most=365
    )
}
_FILTERS: dict[str, Parameter] = {
    **CUSTOMER,
    "product": identifier("product_id", "Of this product."),
    "owner": text("owner", "Led by exactly this person."),
    "status": choices("status__in", GoLiveStatus.values, "In these states; planned, in progress and live unless said."),
}
_LEVEL = {"level": choices("", LEVELS, "Of these levels.")}
_PAGES = {name: PAGE_PARAMETERS[name] for name in ("limit", "cursor")}


class HealthView(TableToo):
    """How go-lives are doing, and why."""

    noun = "go-live"
    scopes = dict.fromkeys(("health", "health_of_all"), "go-lives:read")
    answers = GoLiveHealthAnswer
    other_answers = {"health_of_all": GoLiveHealthPage}
    table_actions = frozenset({"health_of_all"})
    table_parts = {"health_of_all": ("results", GoLiveHealthAnswer)}
    parameters = {"health": _QUIET, "health_of_all": {**_FILTERS, **_LEVEL, **_QUIET, **_PAGES}}

    @action(detail=True, methods=["get"])
    def health(self, request: Request, id: UUID) -> Response:
        """Health of a go-live, with its reasons.

        Each reason has a sentence and the rows it comes from: overdue tasks, what blocks, a gate at risk, a plan that
        leads past the target, nothing moved, a sponsor not reached for 30 days. For staff.
        """
        return Response(_told(golive_health(id, **self._asking()), reporting_day(timezone.now())))

    @action(detail=False, methods=["get"], url_path="health")
    def health_of_all(self, request: Request) -> Response:
        """Health of all go-lives, with their reasons.

        A page is in the order of ids. Filtered by level, a page looks at as many go-lives as it takes to fill it.
        """
        page = Page.asked(self.asked, request)
        asking = self._asking()
        levels = self.asked.get("level", ())
        most = page.limit + 1
        found = portfolio_health(narrowed=self._narrowed(), levels=levels, after=page.after, most=most, **asking)
        return Response(page.body(request, [_told(one, asking["today"]) for one in found], key="go_live"))

    def _asking(self) -> dict[str, Any]:
        quiet_days = self.asked.get("quiet_days", QUIET_DAYS)
        return {"actor": self.actor, "today": reporting_day(timezone.now()), "quiet_days": quiet_days}

    def _narrowed(self) -> Q:
        sent = {_FILTERS[name].lookup: value for name, value in self.asked.items() if name in _FILTERS}
        return Q(**{"status__in": WORKED_ON, **sent})


def _told(one: GoLiveHealth, today: date) -> Row:
    golive, health = one.golive, one.health
    return {
        "go_live": golive.id,
        "customer": golive.customer_id,
        "product": golive.product_id,
        "title": str(golive),
        "status": golive.status,
        "as_of": today,
        "level": health.level,
        "sentence": health.sentence,
        "reasons": [_reason(reason) for reason in health.reasons],
    }


def _reason(reason: Reason) -> Row:
    rows = [{"noun": row.noun, "id": row.id, "title": row.title} for row in reason.rows]
    return {"kind": reason.kind, "level": reason.level, "sentence": reason.sentence, "rows": rows}
