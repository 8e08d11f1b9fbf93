"""What customers' people say, prove and sign on the page of a go-live. Each post goes through the services."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from implementation.access.actors import Actor
from implementation.http.problems import Problem, invalid
from implementation.models import Approval, GoLive, Task
from implementation.models.approvals import ApprovalStatus
from implementation.models.comments import MOST_CHARACTERS
from implementation.pages.customer import by, posts_of_contacts
from implementation.pages.status import golive_page
from implementation.pages.typed import page_of, typed
from implementation.services.approvals import decide_approval
from implementation.services.comments import write_comment
from implementation.services.evidence import add_evidence

_DECISIONS = {
    ApprovalStatus.APPROVED.value,
    ApprovalStatus.APPROVED_WITH_CONDITIONS.value,
    ApprovalStatus.REJECTED.value,
}
_LONGEST_REASON = 4000
_LONGEST_TITLE = 200


@posts_of_contacts
def comment(request: HttpRequest, actor: Actor, golive_id: UUID) -> HttpResponse:
    """Words to both sides, about a task or the whole."""
    _seen(actor, golive_id)
    try:
        task_id = _task(request, actor, golive_id, needed=False)
        text = typed(request, "text", longest=MOST_CHARACTERS)
        if not text:
            raise invalid("text", "required", "There is nothing to say yet: write something first.")
        write_comment(golive_id=golive_id, task_id=task_id, text=text, **by(request, actor))
    except Problem as problem:
        return golive_page(request, golive_id, actor, refusal=problem)
    return _back(request, "talk")


@posts_of_contacts
def proof(request: HttpRequest, actor: Actor, golive_id: UUID) -> HttpResponse:
    """A file or words that show that a task is done."""
    _seen(actor, golive_id)
    note = typed(request, "note", longest=_LONGEST_REASON)
    file = request.FILES.get("file")
    title = typed(request, "title", longest=_LONGEST_TITLE) or ("" if file else note.split("\n")[0][:_LONGEST_TITLE])
    try:
        task_id = _task(request, actor, golive_id, needed=True)
        fields: dict[str, Any] = {"title": title, "note": note}
        add_evidence(task_id=task_id, fields=fields, file=file, **by(request, actor))
    except Problem as problem:
        return golive_page(request, golive_id, actor, refusal=problem)
    return _back(request, "proof")


@posts_of_contacts
def decide(request: HttpRequest, actor: Actor, golive_id: UUID, approval_id: UUID) -> HttpResponse:
    """A sign-off in one's own name, or a rejection with its reason."""
    to = typed(request, "to")
    asked = Approval.objects.visible_to(actor).filter(golive_id=golive_id, id=approval_id)
    if to not in _DECISIONS or not asked.exists():
        raise Http404("There is no such sign-off.")
    condition = typed(request, "condition", longest=_LONGEST_TITLE)
    conditions = [{"title": condition}] if condition and to == ApprovalStatus.APPROVED_WITH_CONDITIONS else []
    reason = typed(request, "reason", longest=_LONGEST_REASON)
    try:
        decide_approval(approval_id=approval_id, to=to, reason=reason, conditions=conditions, **by(request, actor))
    except Problem as problem:
        return golive_page(request, golive_id, actor, refusal=problem)
    return _back(request, "sign")


def _seen(actor: Actor, golive_id: UUID) -> None:
    if not GoLive.objects.visible_to(actor).filter(id=golive_id).exists():
        raise Http404("There is no such go-live.")


def _task(request: HttpRequest, actor: Actor, golive_id: UUID, *, needed: bool) -> Any:
    """The task that was chosen. What is sent is read as text: a foreign one is none."""
    text = typed(request, "task")
    shown = Task.objects.visible_to(actor).filter(golive_id=golive_id)
    chosen = {str(task_id): task_id for task_id in shown.values_list("id", flat=True)}
    if text in chosen:
        return chosen[text]
    if text or needed:
        raise invalid("task", "unknown", "Choose the task that it is about.")
    return None


def _back(request: HttpRequest, place: str) -> HttpResponse:
    return redirect(f"{page_of(request)}#{place}")
