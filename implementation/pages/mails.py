"""Which mails a person gets, for the person to switch, and the end of their sessions: staff and customers alike."""

from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from implementation.access.actors import Role
from implementation.access.scopes import allows
from implementation.models import ReminderSwitches, User
from implementation.pages.private import private
from implementation.services.reminder_switches import set_switches
from implementation.services.users import end_sessions

_ABOUT_TASKS = {
    "yours": "A task became yours",
    "due": "A task of yours is due in two days, or today",
    "blocked": "Something has blocked a task of yours, or a go-live that you lead, for a week",
}
_TO_CUSTOMERS = {
    "digest": "Each Monday, where your go-lives stand",
    "target": "The target of a go-live moved",
}


def kinds_of(user: User) -> dict[str, str]:
    """The kinds of mail that the person may get, with what each tells. Who reads reports alone gets none."""
    if not allows(user.as_actor(), "tasks:read"):
        return {}
    return {**_ABOUT_TASKS, **(_TO_CUSTOMERS if user.role == Role.CONTACT else {})}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mails(request: HttpRequest) -> HttpResponse:
    """All kinds at once: what is not ticked ends."""
    user = _person(request)
    kinds = kinds_of(user)
    if request.method == "POST":
        set_switches(wanted={kind: kind in request.POST for kind in kinds}, **_by(request, user))
        return private(redirect(f"{request.path}?kept"))
    switches = ReminderSwitches.objects.filter(user=user).first() or ReminderSwitches()
    rows = [(kind, words, getattr(switches, kind)) for kind, words in kinds.items()]
    context = {"rows": rows, "inside": user.role != Role.CONTACT, "kept": "kept" in request.GET}
    return private(render(request, "implementation/mails.html", context), forms=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Everywhere, this one too: a computer in the ward where somebody forgot to log out."""
    user = _person(request)
    if request.method != "POST":
        return private(redirect("mails"))
    end_sessions(user_id=user.id, reason="by the person", **_by(request, user))
    logout(request)
    return private(redirect("account_login"))


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _by(request: HttpRequest, user: User) -> dict[str, Any]:
    return {"actor": user.as_actor(), "at": timezone.now(), "request_id": request.META.get("REQUEST_ID", "")}
