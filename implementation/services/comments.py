"""Writing, editing and withdrawing comments. Nobody changes another's words; a lead may withdraw them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import invalid, refused
from implementation.models import Comment, Task
from implementation.models.vocabulary import Audience
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, check, existing, expect_version


def write_comment(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    text: str,
    task_id: UUID | None = None,
    audience: str | None = None,
    author: str = "",
    request_id: str = "",
) -> Comment:
    """Say something about a task, or about the whole go-live.

    For staff alone unless `audience` says otherwise; what the customer's people write, they write to both sides.
    `author`: whose words a tool brings; a person writes under their own name.
    """
    who = _author(actor, author)
    to = _audience(actor, audience)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        task = _task(actor, golive_id, task_id)
        if task is not None and to == Audience.CUSTOMER and not task.customer_visible:
            raise refused("The customer does not see this task: show it first, or comment on the go-live.")
        comment = Comment(golive_id=golive_id, task=task, text=text, audience=to, author=who, author_id=actor.id)
        check(comment)
        comment.save(force_insert=True)
        _record(change, "comment.written", comment, after={"text": text, "task": task, "author": who})
    return comment


def edit_comment(
    *, actor: Actor, at: datetime, comment_id: UUID, text: str, version: int | None = None, request_id: str = ""
) -> Comment:
    """Change one's own words. What they were is kept in the log, and that they were changed is shown."""
    golive_id = existing(Comment.objects.all(), comment_id, "comment").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        comment = _open_comment(comment_id, version)
        if not _is_author(actor, comment):
            raise refused("Only its author edits a comment; answer with one of your own.")
        if comment.text != text:
            before, after = apply_changes(comment, {"text": text, "edited_at": at})
            _record(change, "comment.edited", comment, before=before, after=after)
    return comment


def withdraw_comment(
    *, actor: Actor, at: datetime, comment_id: UUID, reason: str = "", version: int | None = None, request_id: str = ""
) -> Comment:
    """Take one's words back, or as a lead another's. The customer sees them no more; staff see that they were said."""
    golive_id = existing(Comment.objects.all(), comment_id, "comment").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        comment = _open_comment(comment_id, version)
        if not (_is_author(actor, comment) or actor.is_lead):
            raise refused("Only its author, or a lead, withdraws a comment.")
        before, after = apply_changes(comment, {"withdrawn_at": at})
        _record(change, "comment.withdrawn", comment, before=before, after=after, reason=reason)
    return comment


def _author(actor: Actor, stated: str) -> str:
    stated = stated.strip()
    if stated and actor.kind is ActorKind.USER and stated not in {actor.name, actor.email}:
        raise invalid("author", "not_yours", "You write under your own name; leave author out.")
    return stated or actor.name


def _audience(actor: Actor, stated: str | None) -> str:
    if actor.sees_internal:
        return stated or Audience.INTERNAL.value
    if stated == Audience.INTERNAL:
        raise invalid("audience", "not_yours", "What you write is read by both sides; leave audience out.")
    return Audience.CUSTOMER.value


def _task(actor: Actor, golive_id: UUID, task_id: UUID | None) -> Task | None:
    if task_id is None:
        return None
    task = Task.objects.visible_to(actor).filter(golive_id=golive_id, id=task_id).first()
    if task is None:
        raise invalid("task", "unknown", f"{task_id} is no task of this go-live.")
    return task


def _is_author(actor: Actor, comment: Comment) -> bool:
    return actor.id is not None and actor.id == comment.author_id


def _open_comment(comment_id: UUID, version: int | None) -> Comment:
    comment = existing(Comment.objects.all(), comment_id, "comment")
    expect_version(comment, version)
    if comment.withdrawn_at is not None:
        raise refused("The comment was withdrawn; write another.")
    return comment


def _record(change: Change, kind: str, comment: Comment, reason: str = "", **fields: Any) -> None:
    """Under a task that the customer is not shown (any more), nothing is told to the customer."""
    shown = comment.audience == Audience.CUSTOMER and (comment.task is None or comment.task.customer_visible)
    change.record(
        kind, comment, golive=change.golives[comment.golive_id], reason=reason,
        audience=Audience.CUSTOMER if shown else Audience.INTERNAL, **fields,
    )  # fmt: skip
