"""The event log, as a feed that misses nothing."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, OF_GOLIVE
from implementation.api.serializers.events import EventAnswer
from implementation.http.pagination import DEFAULT_LIMIT, LIMIT, CursorPages, list_body
from implementation.http.parameters import Parameter, identifier, number, text
from implementation.http.views import NounView
from implementation.models import Event

_FILTERS: dict[str, Parameter] = {
    **OF_GOLIVE,
    **CUSTOMER,
    "kind": text("kind", "Events of this kind, such as task.done.", max_length=60),
    "subject": text("subject", "Events about this noun, such as task.", max_length=40),
    "subject_id": identifier("subject_id", "Events about this row."),
}
_AFTER = number("", "Events after this position: `next_cursor` of the answer before.", at_least=0, at_most=2**63 - 1)


class EventView(NounView):
    """Every change of a fact, in the order in which changes took effect. Follow it to miss nothing.

    `next_cursor` is always there: keep it, and send it as `after` to get what happened since. `next` is null when
    there is nothing more yet.
    """

    noun, model = "event", Event
    scopes = {"list": "events:read"}
    answers = EventAnswer
    pagination_class = CursorPages
    parameters = {"list": {"after": _AFTER, "limit": LIMIT, **_FILTERS}}

    def visible(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Event.objects.visible_to(self.actor).numbered()
        return rows

    def list(self, request: Request) -> Response:
        after, limit = self.asked.get("after", 0), self.asked.get("limit", DEFAULT_LIMIT)
        sent = {_FILTERS[name].lookup: value for name, value in self.asked.items() if name in _FILTERS}
        rows = self.visible().filter(position__gt=after, **sent).order_by("position")
        found = self.represent(rows[: limit + 1])
        shown = found[:limit]
        cursor = str(shown[-1]["position"] if shown else after)
        body = list_body(request, shown, cursor, parameter="after")
        return Response(body if len(found) > limit else {**body, "next": None})
