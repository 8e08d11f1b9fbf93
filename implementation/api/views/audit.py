"""The audit: who did what, when, and by which request, for leads."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, OF_GOLIVE
from implementation.api.serializers.events import AuditEntryAnswer
from implementation.http.actions import TableAction
from implementation.http.pagination import DEFAULT_LIMIT, LIMIT, CursorPages, list_body
from implementation.http.parameters import Parameter, choice, identifier, moment, number, text
from implementation.http.tables import ROWS_AT_ONCE
from implementation.http.views import Row
from implementation.models import Event
from implementation.services.followers import last_position

_FILTERS: dict[str, Parameter] = {
    "actor": identifier("actor_id", "What this person, key or link did."),
    "actor_name": text("actor_name", "What was done under exactly this name; also of those who failed to sign in."),
    "actor_kind": choice("actor_kind", Event.Actor.values, "What people, keys, links, or the program itself did."),
    **CUSTOMER,
    **OF_GOLIVE,
    "request_id": text("request_id", "What this request did: `X-Request-ID` of its answer.", max_length=64),
    "kind": text("kind", "Of this kind, such as sign-in.failed.", max_length=60),
    "subject": text("subject", "About this noun: sign-in, api-key, user, export, task and so on.", max_length=40),
    "subject_id": identifier("subject_id", "About this row."),
    "since": moment("recorded_at__gte", "Recorded at this moment, by our clock, or later."),
    "until": moment("recorded_at__lt", "Recorded before this moment."),
}
_CURSOR = number(
    "", "`next_cursor` of the page before: what was recorded before this position.", at_least=1, at_most=2**63 - 1
)


class AuditView(TableAction):
    """Every change of a fact, and who signed in, failed to or was locked out, made keys or took exports. For leads.

    Newest first. It holds no secret: neither a password nor a key nor a code, right or wrong.
    """

    noun, model = "audit entry", Event
    scopes = {"list": "audit:read"}
    answers = AuditEntryAnswer
    pagination_class = CursorPages
    parameters = {"list": {"cursor": _CURSOR, "limit": LIMIT, **_FILTERS}}

    def visible(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Event.objects.visible_to(self.actor).numbered()
        return rows

    def list(self, request: Request) -> HttpResponseBase:
        """Read the audit.

        Newest first; what was done a moment ago is in it.
        """
        last_position()  # numbers what waits, without waiting for whoever writes
        if table := self.table(request):
            return table
        limit = self.asked.get("limit", DEFAULT_LIMIT)
        found = self._preceding(self.asked.get("cursor"), limit + 1)
        shown = found[:limit]
        cursor = str(shown[-1]["position"]) if len(found) > limit else None
        return Response(list_body(request, self.shape.cut(shown), cursor))

    def chunks(self) -> Iterator[Sequence[Row]]:
        before = None
        while found := self._preceding(before, ROWS_AT_ONCE):
            yield found
            before = found[-1]["position"]

    def _preceding(self, before: int | None, most: int) -> Any:
        sent = {_FILTERS[name].lookup: value for name, value in self.asked.items() if name in _FILTERS}
        rows = self.visible().filter(**sent)
        if before is not None:
            rows = rows.filter(position__lt=before)
        return self.represent(rows.order_by("-position")[:most])
