"""The first page of staff and of customers' people: the go-lives that they see, those in progress first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from implementation.access.scopes import allows
from implementation.models import GoLive, GoLiveStatus, User
from implementation.pages.private import private
from implementation.reads.checklists import progress_of

PAGE_SIZE = 50
_FIRST = [GoLiveStatus.IN_PROGRESS, GoLiveStatus.PLANNED, GoLiveStatus.LIVE, GoLiveStatus.HANDED_OVER]


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    actor = user.as_actor() if isinstance(user, User) else None
    if actor is None or not allows(actor, "go-lives:read"):
        raise PermissionDenied
    order: Any = Case(
        *(When(status=status, then=place) for place, status in enumerate(_FIRST)),
        default=len(_FIRST),
        output_field=IntegerField(),
    )
    golives = (
        GoLive.objects.visible_to(actor)
        .select_related("customer", "product", "site")
        .annotate(place=order)
        .order_by("place", F("target_on").asc(nulls_last=True), "id")
    )
    page = Paginator(golives, PAGE_SIZE).get_page(request.GET.get("page"))
    # Counted for the rows of this page alone: joined into the list, it would count the tasks of every go-live.
    progress = progress_of([golive.id for golive in page], actor)
    rows = [(golive, progress.get(golive.id)) for golive in page]
    context = {"page": page, "rows": rows, "inside": actor.sees_internal}
    return private(render(request, "implementation/home.html", context), forms=True)
