"""What customers' people do on their pages: tick tasks, and invite colleagues. Each post goes through the services.

A refusal is told on the page itself; what was done leads back to it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from implementation.access.actors import Actor, Role
from implementation.http.problems import Problem
from implementation.models import Customer, Task, TaskStatus, User
from implementation.pages.private import private
from implementation.pages.status import golive_page
from implementation.reads.colleagues import colleagues_of
from implementation.services.invitations import invite, may_invite, revoke_invitation
from implementation.services.task_transitions import transition_task

View = Callable[..., HttpResponse]
_TICKS = {TaskStatus.DONE.value, TaskStatus.IN_PROGRESS.value}
_LONGEST = 254


def for_contacts(view: View) -> View:
    """Gives the view its actor: a customer's contact, and nobody else."""

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or user.role != Role.CONTACT:
            raise PermissionDenied
        return private(view(request, user.as_actor(), *args, **named), forms=True)

    return wrapped


def typed(request: HttpRequest, name: str, *, longest: int = _LONGEST) -> str:
    """What somebody typed into the field."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def by(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Who writes, when, and by which request: what every service wants to know."""
    return {"actor": actor, "at": timezone.now(), "request_id": request.META.get("REQUEST_ID", "")}


@require_POST
@for_contacts
def tick(request: HttpRequest, actor: Actor, golive_id: UUID, task_id: UUID) -> HttpResponse:
    """A task is done, or is not after all."""
    to = typed(request, "to")
    if to not in _TICKS or not Task.objects.visible_to(actor).filter(golive_id=golive_id, id=task_id).exists():
        raise Http404("There is no such task.")
    try:
        transition_task(task_id=task_id, to=to, **by(request, actor))
    except Problem as problem:
        return golive_page(request, golive_id, actor, refusal=problem)
    return redirect(reverse("golive-status", args=[golive_id]) + f"#task-{task_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def colleagues(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who of the customer's people has access; where the customer's row says so, another one is invited."""
    customer = Customer.objects.visible_to(actor).get()
    context: dict[str, Any] = {"customer": customer, "may_invite": may_invite(actor, customer)}
    status = 200
    if request.method == "POST":
        email = typed(request, "email")
        try:
            invite(customer_id=customer.id, email=email, name=typed(request, "name", longest=200), **by(request, actor))
            return redirect("colleagues")
        except Problem as problem:
            context.update(refusal=problem, email=email)
            status = problem.kind.status
    return _colleagues(request, actor, context, status)


@require_POST
@for_contacts
def withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """An invitation that the person sent ends before it is accepted."""
    customer = Customer.objects.visible_to(actor).get()
    try:
        revoke_invitation(invitation_id=invitation_id, **by(request, actor))
    except Problem as problem:
        if problem.slug == "not-found":
            raise Http404(problem.detail) from problem
        context = {"customer": customer, "may_invite": may_invite(actor, customer), "refusal": problem}
        return _colleagues(request, actor, context, problem.kind.status)
    return redirect("colleagues")


def _colleagues(request: HttpRequest, actor: Actor, context: dict[str, Any], status: int) -> HttpResponse:
    people = colleagues_of(context["customer"].id, reader=actor, at=timezone.now())
    return render(request, "implementation/colleagues.html", {**context, "people": people}, status=status)
