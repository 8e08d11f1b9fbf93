"""The activity feed: what happened, in sentences, newest first."""

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, OF_GOLIVE
from implementation.api.serializers.activity import ActivityEntryAnswer
from implementation.http.page_tables import TableToo
from implementation.http.pagination import DEFAULT_LIMIT, LIMIT, CursorPages, list_body
from implementation.http.parameters import Parameter, identifier, number, text
from implementation.reads.activity import activity
from implementation.services.followers import last_position

_FILTERS: dict[str, Parameter] = {
    **OF_GOLIVE,
    **CUSTOMER,
    "kind": text("kind", "Of this kind, such as task.done.", max_length=60),
    "subject": text("subject", "About this noun, such as task.", max_length=40),
    "subject_id": identifier("subject_id", "About this row."),
    "actor": identifier("actor_id", "Of this user or key."),
}
_CURSOR = number(
    "", "`next_cursor` of the page before: what happened before this position.", at_least=1, at_most=2**63 - 1
)


class ActivityView(TableToo):
    """What happened, in sentences, newest first. Tools that must miss nothing follow `events`."""

    noun = "activity"
    scopes = {"list": "events:read"}
    for_customers = frozenset({"list"})
    table_actions = frozenset({"list"})
    answers = ActivityEntryAnswer
    pagination_class = CursorPages
    parameters = {"list": {"cursor": _CURSOR, "limit": LIMIT, **_FILTERS}}

    def list(self, request: Request) -> Response:
        """Read the activity feed.

        One sentence an event: who did what, when, and why where that was said.
        """
        last_position()  # numbers what waits, without waiting for whoever writes
        limit = self.asked.get("limit", DEFAULT_LIMIT)
        sent = {_FILTERS[name].lookup: value for name, value in self.asked.items() if name in _FILTERS}
        found = activity(actor=self.actor, narrowed=Q(**sent), before=self.asked.get("cursor"), most=limit + 1)
        shown = found[:limit]
        cursor = str(shown[-1]["position"]) if len(found) > limit else None
        return Response(list_body(request, self.shape.cut(shown), cursor))
