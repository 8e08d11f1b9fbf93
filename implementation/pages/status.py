"""The status page of one go-live: for whoever holds a share link, and for staff who want to see what it shows."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from implementation.access.actors import Actor, Role
from implementation.access.file_kinds import ENDINGS
from implementation.access.scopes import allows
from implementation.http.problems import Problem
from implementation.models import User
from implementation.pages.panels import panels_of
from implementation.pages.private import private
from implementation.pages.typed import take_typed, typed_in
from implementation.reads.exchange import exchange_of
from implementation.reads.released_hours import released_hours
from implementation.reads.shown_tasks import task_groups
from implementation.reads.status import status_page
from implementation.services.share_links import active_share_link, note_viewed

# The page's own small file tells that somebody looks; nothing else runs in it.
_OWN_SCRIPT = {"script-src": ["'self'"], "connect-src": ["'self'"]}


@csp_update(_OWN_SCRIPT)  # type: ignore[untyped-decorator]  # django-csp brings no types
@require_safe
def shared_status(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown, expired and revoked links get one and the same answer. Looking changes nothing."""
    link = active_share_link(token, at=timezone.now())
    if link is None:
        return private(render(request, "implementation/link_gone.html", status=404))
    return golive_page(request, link.golive_id, link.as_actor(), link=reverse("share-link-viewed", args=[token]))


@csrf_exempt  # Whoever has the token may say that they look; there is no session in it.
@require_POST
def share_link_viewed(request: HttpRequest, token: str) -> HttpResponse:
    """Told by the page once it is seen: a scanner that only fetches it says nothing. Unknown links answer the same."""
    note_viewed(token, at=timezone.now())
    return private(HttpResponse(status=204))


@login_required
@require_safe
def staff_status(request: HttpRequest, golive_id: UUID) -> HttpResponse:
    user = request.user
    actor = user.as_actor() if isinstance(user, User) else None
    # A contact reads the page of its own go-lives, as with a share link.
    if actor is None or (actor.sees_internal and not allows(actor, "go-lives:read")):
        raise PermissionDenied
    return golive_page(request, golive_id, actor)


def golive_page(
    request: HttpRequest, golive_id: UUID, actor: Actor, *, refusal: Problem | None = None, link: str = ""
) -> HttpResponse:
    """The page as this reader sees it. `refusal`: what a post from it was told. `link`: where looking is noted."""
    today = timezone.localdate()
    try:
        page = status_page(golive_id, actor=actor, today=today)
    except Problem as problem:
        raise Http404(problem.detail) from problem
    hours = released_hours(page.golive, actor)
    context: dict[str, Any] = {
        "page": page,
        "panels": list(panels_of(page.golive, actor=actor, today=today)),
        "hours": hours and round(hours.minutes_with_customer / 60),
        "today": today,
        "inside": actor.sees_internal,
        "refusal": refusal,
        "link": link,
    }
    if actor.role is not Role.CONTACT:
        return private(render(request, "implementation/status.html", context), forms=actor.sees_internal)
    context["exchange"] = exchange_of(golive_id, actor=actor)
    context["groups"] = task_groups(golive_id, actor=actor, today=today, proofs=context["exchange"].proofs)
    context["typed"] = typed_in(request) if refusal else take_typed(request)
    context |= {"endings": ENDINGS, "largest": settings.EVIDENCE_UPLOAD_LIMIT // 2**20}
    status = refusal.kind.status if refusal else 200
    return private(render(request, "implementation/customer_golive.html", context, status=status), forms=True)
