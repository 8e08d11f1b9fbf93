"""What people type into the forms of the pages, and how it is kept where it cannot be taken.

A refused form comes back with what was typed in it. Where nobody could even look at it, because the session ended while
somebody wrote or another window logged in anew, it waits in the new session until the page is shown again: once, for
some hours, texts alone. A file has to be chosen anew.
"""

import time
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest
from django.urls import reverse
from redis.exceptions import RedisError

LONGEST = 254
LONGEST_TEXT = 10_000
KEPT_FOR = 12 * 3600
_IN_SESSION = "typed"
# Of each form that is sent to an address of its own: where it stands on its page, and its texts.
_FORMS = {
    "task-tick": ("", ()),
    "golive-comment": ("talk", ("task", "text")),
    "golive-proof": ("proof", ("task", "note")),
    "approval-decide": ("sign", ("to", "condition", "reason")),
    "colleagues": ("invite", ("email", "name")),
    "invitation-withdraw": ("", ()),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """`form`: the name of its route; `row`: the sign-off it is about. `place`: where the form stands on the page."""

    form: str
    place: str
    fields: dict[str, str]
    row: str = ""
    path: str = ""
    at: float = field(default_factory=time.time)


def typed(request: HttpRequest, name: str, *, longest: int = LONGEST) -> str:
    """What somebody typed into the field."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def typed_in(request: HttpRequest) -> Typed | None:
    """All that was typed into the form that was sent; None where it is none of ours, or has no texts."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name not in _FORMS:
        return None
    place, names = _FORMS[match.url_name]
    fields = {name: typed(request, name, longest=LONGEST_TEXT) for name in names}
    row = str(match.kwargs.get("approval_id", ""))
    return Typed(match.url_name, place, fields, row, page_of(request)) if any(fields.values()) else None


def page_of(request: HttpRequest) -> str:
    """The page on which the form stands that is sent to this address."""
    match = request.resolver_match
    if match is not None and match.url_name == "account_logout":
        return reverse("home")
    if match is None or match.url_name not in _FORMS:
        return request.get_full_path()
    golive_id: UUID | None = match.kwargs.get("golive_id")
    return reverse("colleagues") if golive_id is None else reverse("golive-status", args=[golive_id])


def keep_typed(request: HttpRequest) -> None:
    """Until the page is shown again. Only for requests that a form of ours has sent for sure."""
    words = typed_in(request)
    if words is None:
        return
    try:
        # By the library's table of limits: it makes a session row for whoever is not logged in.
        may = ratelimit.consume(request, action="typed")
    except RedisError:
        # Whoever cannot be counted could fill the table of sessions; the outage itself is logged where it is met.
        return
    if may:
        request.session[_IN_SESSION] = asdict(words)


def take_typed(request: HttpRequest) -> Typed | None:
    """What was kept of this page's forms. It is told once."""
    kept: dict[str, Any] | None = request.session.get(_IN_SESSION)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[_IN_SESSION]
    return Typed(**kept) if time.time() - kept["at"] < KEPT_FOR else None
