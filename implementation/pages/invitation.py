"""The page behind an invitation: it tells who invites to what, and a button accepts. Opening it changes nothing."""

from allauth.account.utils import perform_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from implementation.http.problems import Problem
from implementation.pages.private import private
from implementation.services.invitations import accept_invitation, open_invitation

LONGEST_NAME = 200


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Unknown, expired, revoked and accepted invitations get one and the same answer."""
    found = open_invitation(token, at=timezone.now())
    if found is None:
        return private(render(request, "implementation/invitation_gone.html", status=404))
    if request.method != "POST":
        return private(render(request, "implementation/invitation.html", {"invitation": found}), forms=True)
    try:
        user = accept_invitation(
            token=token,
            at=timezone.now(),
            name=request.POST.get("name", "").replace("\x00", "").strip()[:LONGEST_NAME],
            request_id=request.META.get("REQUEST_ID", ""),
        )
    except Problem as problem:
        context = {"words": problem.detail}
        return private(render(request, "implementation/invitation_gone.html", context, status=problem.kind.status))
    answer: HttpResponseBase = perform_login(request, user, email_verification="none")
    return private(answer)
