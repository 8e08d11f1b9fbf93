"""The calendar of a go-live or a person, as iCalendar (RFC 5545), for whoever holds its address.

The library escapes texts. What it lets through and RFC 5545 forbids, control characters, is taken out before: a
calendar that breaks lines at them would read a text as properties.
"""

import hashlib
import re
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from implementation.pages.private import private
from implementation.reads.calendar import CalendarPage, Entry, calendar_page
from implementation.services.calendar_feeds import active_calendar_feed

GONE = "This calendar address does not work, or does not any more. Ask who gave it to you for a new one.\n"
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_ASK_AGAIN_AFTER = timedelta(hours=1)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Unknown, expired and revoked addresses get one and the same answer. Asking changes nothing."""
    feed = active_calendar_feed(token, at=timezone.now())
    if feed is None:
        return private(HttpResponse(GONE, status=404, content_type="text/plain; charset=utf-8"))
    body = written(calendar_page(feed, today=timezone.localdate()))
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Content-Disposition": 'inline; filename="crossing.ics"'}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return private(get_conditional_response(request, etag=etag, response=response) or response)


def written(page: CalendarPage) -> bytes:
    """The calendar as bytes: the same entries give the same bytes, since every moment in it is a fact's own."""
    calendar = Calendar()
    calendar.add("prodid", "-//Crossing//Calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("refresh-interval", _ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    # Named as text: the library would write a name that it does not know without escaping.
    calendar.add("x-wr-calname", vText(_line(page.name)))
    if page.left_out:
        calendar.add("x-wr-caldesc", vText("There are more tasks than a calendar holds; the latest are left out."))
    for entry in page.entries:
        calendar.add_component(_event(entry))
    body: bytes = calendar.to_ical()
    return body


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.version)
    # Without METHOD, DTSTAMP too means the last revision (RFC 5545, 3.8.7.2).
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_on)
    event.add("dtend", entry.ends_before)
    event.add("summary", _line(entry.summary))
    if entry.description:
        event.add("description", _printable(entry.description))
    # A day on which something is due is not a day on which one is busy.
    event.add("transp", "TRANSPARENT")
    return event


def _printable(text: str) -> str:
    """The text with its line breaks, without other control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub(" ", lines).strip()


def _line(text: str) -> str:
    """The text on one line."""
    return " ".join(_printable(text).split())
