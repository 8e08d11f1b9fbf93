"""Calendar feeds."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, OF_GOLIVE, UPDATED_SINCE
from implementation.api.serializers.calendar_feeds import (
    CalendarFeedAnswer,
    CalendarFeedFacts,
    CalendarFeedTransition,
    NewCalendarFeedAnswer,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.models import CalendarFeed
from implementation.services.calendar_feeds import create_calendar_feed, revoke_calendar_feed

# The rows that a body names, and what the service calls their ids.
_ROWS = {"go_live": "golive_id", "customer": "customer_id"}


class CalendarFeedView(ListAction, ReadAction):
    """iCalendar feeds of one go-live or of one person, for whoever has their address.

    Active until `expires_at` or `revoked_at`. One for staff also ends when its maker loses access.
    """

    noun, model = "calendar feed", CalendarFeed
    scopes = {
        "list": "calendar-feeds:read",
        "retrieve": "calendar-feeds:read",
        "create": "calendar-feeds:write",
        "transition": "calendar-feeds:write",
    }
    answers = CalendarFeedAnswer
    other_answers = {"create": NewCalendarFeedAnswer}
    requests = {"create": CalendarFeedFacts, "transition": CalendarFeedTransition}
    told_once = frozenset({"url"})
    filters = {**OF_GOLIVE, **CUSTOMER, **UPDATED_SINCE}

    def create(self, request: Request) -> Response:
        """Create a calendar feed.

        Of a go-live, or of a person. It shows no more than its maker may read. `url` is told this once: only a hash of
        its secret is kept.
        """
        fields = self.parse()
        rows = {known: fields.pop(name).id for name, known in _ROWS.items() if name in fields}
        feed, token = create_calendar_feed(**rows, **fields, **self.by)
        address = settings.PUBLIC_URL + reverse("calendar-feed", kwargs={"token": token})
        return self.answer_created(feed.id, url=address)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Revoke a calendar feed.

        It ends at once. Revoking it again changes nothing.
        """
        self.expect(id)
        self.parse()
        revoke_calendar_feed(feed_id=id, **self.by)
        return self.answer(id)
