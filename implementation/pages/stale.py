"""The answer to a form without a good token: an old page, mostly, from before somebody logged in anew elsewhere.

What was typed is not lost. Where the browser says that one of our own pages sent it (`Origin`), it is shown there
again, to be looked over and sent; of what another site sent nothing is kept.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from implementation.pages.private import private
from implementation.pages.typed import keep_typed, page_of, typed_in


def form_was_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`. Nothing was changed."""
    own = _sent_by_us(request)
    if own and typed_in(request) is not None:
        keep_typed(request)
        return private(redirect(page_of(request)))
    context = {"page": page_of(request) if own else ""}
    return private(render(request, "implementation/form_was_stale.html", context, status=403), forms=True)


def _sent_by_us(request: HttpRequest) -> bool:
    """Browsers name the sender of every post themselves; no page can make them name another."""
    sender = urlsplit(request.headers.get("Origin", ""))
    return (sender.scheme, sender.netloc) == (request.scheme, request.get_host())
