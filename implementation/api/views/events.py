"""The event log, as a feed that misses nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.access.audience import redacted_event
from implementation.api.filters import CUSTOMER, OF_GOLIVE
from implementation.api.serializers.events import EventAnswer
from implementation.http.actions import TableAction
from implementation.http.pagination import DEFAULT_LIMIT, LIMIT, CursorPages, list_body
from implementation.http.parameters import Parameter, identifier, moment, number, text
from implementation.http.problems import invalid
from implementation.http.tables import ROWS_AT_ONCE
from implementation.http.views import Row
from implementation.models import Event
from implementation.services.followers import last_position

_FILTERS: dict[str, Parameter] = {
    **OF_GOLIVE,
    **CUSTOMER,
    "kind": text("kind", "Events of this kind, such as task.done.", max_length=60),
    "subject": text("subject", "Events about this noun, such as task.", max_length=40),
    "subject_id": identifier("subject_id", "Events about this row."),
    "since": moment("recorded_at__gte", "Events recorded at this moment, by our clock, or later."),
}
_CURSOR = number("", "`next_cursor` of the answer before: events after this position.", at_least=0, at_most=2**63 - 1)
# Waiting there in silence would miss what happens until the log has come as far again.
_BEYOND = (
    "The log has not come that far: the cursor is another server's, or this one was set back to a backup. Begin anew, "
    "at `since`."
)


class EventView(TableAction):
    """Every change of a fact, in the order in which changes took effect. Follow it to miss nothing.

    `next_cursor` is always there: keep it, and send it as `cursor` to get what happened since. `next` is null when
    there is nothing more yet. To begin in the middle of the log, send `since` once, and go on by `cursor`.
    """

    noun, model = "event", Event
    scopes = {"list": "events:read"}
    for_customers = frozenset({"list"})
    answers = EventAnswer
    pagination_class = CursorPages
    parameters = {"list": {"cursor": _CURSOR, "limit": LIMIT, **_FILTERS}}

    def visible(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Event.objects.visible_to(self.actor).numbered()
        return rows

    def list(self, request: Request) -> HttpResponseBase:
        if table := self.table(request):
            return table
        after, limit = self.asked.get("cursor", 0), self.asked.get("limit", DEFAULT_LIMIT)
        last = last_position()
        if after > last:
            raise invalid("?cursor", "beyond_the_end", f"{_BEYOND} It ends at {last}.")
        found = self._following(after, limit + 1)
        more, shown = len(found) > limit, found[:limit]
        seen = shown[-1]["position"] if shown else after
        # At the end of the log a filter need not read again what it passed over.
        cursor = str(seen if more else max(seen, last))
        body = list_body(request, self.shape.cut(shown), cursor)
        return Response(body if more else {**body, "next": None})

    def chunks(self) -> Iterator[Sequence[Row]]:
        after = 0
        while found := self._following(after, ROWS_AT_ONCE):
            yield found
            after = found[-1]["position"]

    def _following(self, after: int, most: int) -> Any:
        sent = {_FILTERS[name].lookup: value for name, value in self.asked.items() if name in _FILTERS}
        rows = self.visible().filter(position__gt=after, **sent).order_by("position")[:most]
        if self.actor.sees_internal:
            return self.represent(rows)
        # What of its values is shown depends on what the event is about.
        return [redacted_event(row) for row in self.represent(rows, also=("subject",))]
