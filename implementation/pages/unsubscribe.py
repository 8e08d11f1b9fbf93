"""Ending a kind of mail: by the mail program's one click (a post, RFC 8058), or by the link and a button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from implementation.pages.private import private
from implementation.services.unsubscribing import kind_of, unsubscribe

_WORDS = {
    "digest": "what we write each Monday about where your go-lives stand",
    "target": "what we write when the target of a go-live moves",
    "reminders": "our reminders of your tasks",
}


@csrf_exempt  # Mail programs post without a page; the signed link says whose mails end, and nothing else happens.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link ends nothing: scanners of mail open links."""
    done = request.method == "POST"
    told = (
        unsubscribe(token, at=timezone.now(), request_id=request.META.get("REQUEST_ID", "")) if done else kind_of(token)
    )
    if told is None:
        return private(render(request, "implementation/link_gone.html", status=404))
    return private(render(request, "implementation/unsubscribe.html", {"done": done, "words": _WORDS[told]}))
