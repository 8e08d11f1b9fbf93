"""The status page of one go-live: for whoever holds a share link, and for staff who want to see what it shows."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from implementation.access.actors import Actor
from implementation.access.scopes import allows
from implementation.http.problems import Problem
from implementation.models import User
from implementation.pages.panels import panels_of
from implementation.pages.private import private
from implementation.reads.status import status_page
from implementation.services.share_links import active_share_link


@require_safe
def shared_status(request: HttpRequest, token: str) -> HttpResponse:
    """Unknown, expired and revoked links get one and the same answer. Looking changes nothing."""
    link = active_share_link(token, at=timezone.now())
    if link is None:
        return private(render(request, "implementation/link_gone.html", status=404))
    return _page(request, link.golive_id, link.as_actor())


@login_required
@require_safe
def staff_status(request: HttpRequest, golive_id: UUID) -> HttpResponse:
    user = request.user
    actor = user.as_actor() if isinstance(user, User) else None
    # A contact reads the page of its own go-lives, as with a share link.
    if actor is None or (actor.sees_internal and not allows(actor, "go-lives:read")):
        raise PermissionDenied
    return _page(request, golive_id, actor)


def _page(request: HttpRequest, golive_id: UUID, actor: Actor) -> HttpResponse:
    today = timezone.localdate()
    try:
        page = status_page(golive_id, actor=actor, today=today)
    except Problem as problem:
        raise Http404(problem.detail) from problem
    panels = list(panels_of(page.golive, actor=actor, today=today))
    context = {"page": page, "panels": panels, "today": today, "inside": actor.sees_internal}
    return private(render(request, "implementation/status.html", context))
