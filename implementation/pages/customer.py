"""What customers' people do on their pages: tick tasks, and invite colleagues. Each post goes through the services.

A refusal is told on the page itself; what was done leads back to it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from implementation.access.actors import Actor, Role
from implementation.http.limits import spend
from implementation.http.problems import Problem
from implementation.models import Customer, Task, TaskStatus, User
from implementation.pages.private import private
from implementation.pages.status import golive_page
from implementation.pages.typed import Typed, keep_typed, page_of, take_typed, typed, typed_in
from implementation.reads.colleagues import colleagues_of
from implementation.services.invitations import invite, may_invite, revoke_invitation
from implementation.services.task_transitions import transition_task

View = Callable[..., HttpResponse]
_TICKS = {TaskStatus.DONE.value, TaskStatus.IN_PROGRESS.value}


def for_contacts(view: View) -> View:
    """Gives the view its actor: a customer's contact, and nobody else. Posts are counted like requests of the API.

    Who was logged out while writing logs in and finds what was typed on its page.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            keep_typed(request)
            return redirect_to_login(page_of(request))
        if not isinstance(user, User) or user.role != Role.CONTACT:
            raise PermissionDenied
        actor = user.as_actor()
        if request.method == "POST" and (spent := spend(actor)) and spent.exceeded:
            answer = render(request, "429.html", status=429)
            answer["Retry-After"] = str(spent.seconds)
        else:
            answer = view(request, actor, *args, **named)
        return private(answer, forms=True)

    return wrapped


def posts_of_contacts(view: View) -> View:
    """The same of an address that takes posts alone: whoever opens it is led to the page that the form is on."""
    posts = require_POST(for_contacts(view))

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return redirect(page_of(request)) if request.method in {"GET", "HEAD"} else posts(request, *args, **named)

    return wrapped


def by(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Who writes, when, and by which request: what every service wants to know."""
    return {"actor": actor, "at": timezone.now(), "request_id": request.META.get("REQUEST_ID", "")}


@posts_of_contacts
def tick(request: HttpRequest, actor: Actor, golive_id: UUID, task_id: UUID) -> HttpResponse:
    """A task is done, or is not after all."""
    to = typed(request, "to")
    if to not in _TICKS or not Task.objects.visible_to(actor).filter(golive_id=golive_id, id=task_id).exists():
        raise Http404("There is no such task.")
    try:
        transition_task(task_id=task_id, to=to, **by(request, actor))
    except Problem as problem:
        return golive_page(request, golive_id, actor, refusal=problem)
    return redirect(f"{page_of(request)}#task-{task_id}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def colleagues(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who of the customer's people has access; where the customer's row says so, another one is invited."""
    customer = Customer.objects.visible_to(actor).get()
    if request.method != "POST":
        return _colleagues(request, actor, customer, words=take_typed(request))
    try:
        email, name = typed(request, "email"), typed(request, "name", longest=200)
        invite(customer_id=customer.id, email=email, name=name, **by(request, actor))
    except Problem as problem:
        return _colleagues(request, actor, customer, refusal=problem, words=typed_in(request))
    return redirect("colleagues")


@posts_of_contacts
def withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """An invitation that the person sent ends before it is accepted."""
    customer = Customer.objects.visible_to(actor).get()
    try:
        revoke_invitation(invitation_id=invitation_id, **by(request, actor))
    except Problem as problem:
        if problem.slug == "not-found":
            raise Http404(problem.detail) from problem
        return _colleagues(request, actor, customer, refusal=problem)
    return redirect("colleagues")


def _colleagues(
    request: HttpRequest,
    actor: Actor,
    customer: Customer,
    *,
    refusal: Problem | None = None,
    words: Typed | None = None,
) -> HttpResponse:
    context = {
        "customer": customer,
        "people": colleagues_of(customer.id, reader=actor, at=timezone.now()),
        "may_invite": may_invite(actor, customer),
        "refusal": refusal,
        "typed": words,
    }
    return render(request, "implementation/colleagues.html", context, status=refusal.kind.status if refusal else 200)
