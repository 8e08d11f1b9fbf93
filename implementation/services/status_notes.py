"""Drafting, publishing and withdrawing notes on the status. A person stands for what the customer is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import invalid, refused
from implementation.models import StatusNote
from implementation.models.vocabulary import Audience
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, check, existing, expect_version


def write_status_note(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    light: str,
    text: str,
    publish: bool = True,
    published_by: str = "",
    request_id: str = "",
) -> StatusNote:
    """Publish a note, or keep it as a draft. `published_by` is needed of a key: the person who stands for it."""
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        note = StatusNote(golive_id=golive_id, light=light, text=text, written_by=actor.name)
        if publish:
            note.published_by, note.published_at = _person(actor, published_by), at
        check(note)
        note.save(force_insert=True)
        if publish:
            _record_published(change, note)
        else:
            change.record("status-note.drafted", note, golive=change.golives[golive_id], after=_words(note))
    return note


def change_status_note(
    *,
    actor: Actor,
    at: datetime,
    note_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> StatusNote:
    """Change the light or the text of a draft. What the customer has read does not change: publish another."""
    golive_id = existing(StatusNote.objects.all(), note_id, "status note").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        note = _open_note(note_id, version)
        if note.published_at is not None:
            raise refused("The note is published, and may have been read: publish another, or withdraw it.")
        before, after = apply_changes(note, fields)
        if after:
            change.record("status-note.changed", note, golive=change.golives[golive_id], before=before, after=after)
    return note


def publish_status_note(
    *,
    actor: Actor,
    at: datetime,
    note_id: UUID,
    published_by: str = "",
    version: int | None = None,
    request_id: str = "",
) -> StatusNote:
    """Tell the customer. From now on the note does not change."""
    golive_id = existing(StatusNote.objects.all(), note_id, "status note").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        note = _open_note(note_id, version)
        if note.published_at is not None:
            raise refused("The note is published already.", "transition-refused", allowed=["withdrawn"])
        apply_changes(note, {"published_by": _person(actor, published_by), "published_at": at})
        _record_published(change, note)
    return note


def withdraw_status_note(
    *, actor: Actor, at: datetime, note_id: UUID, reason: str, version: int | None = None, request_id: str = ""
) -> StatusNote:
    """Take a note off the status page, or a draft off the table. It is kept, with the reason, which is for staff."""
    if not reason.strip():
        raise invalid("reason", "required", "Say why the note is withdrawn.")
    golive_id = existing(StatusNote.objects.all(), note_id, "status note").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        note = _open_note(note_id, version)
        before, after = apply_changes(note, {"withdrawn_at": at})
        change.record(
            "status-note.withdrawn", note, golive=change.golives[golive_id], before=before, after=after, reason=reason,
            audience=Audience.CUSTOMER if note.published_at else Audience.INTERNAL,
        )  # fmt: skip
    return note


def _open_note(note_id: UUID, version: int | None) -> StatusNote:
    note = existing(StatusNote.objects.all(), note_id, "status note")
    expect_version(note, version)
    if note.withdrawn_at is not None:
        raise refused("The note was withdrawn; write another.", "transition-refused", allowed=[])
    return note


def _person(actor: Actor, stated: str) -> str:
    """A person publishes under their own name; a tool says who stands for it."""
    stated = stated.strip()
    if actor.kind is not ActorKind.USER:
        if not stated:
            raise invalid("published_by", "required", "Name the person who stands for what the customer is told.")
        return stated
    if stated and stated not in {actor.name, actor.email}:
        raise invalid("published_by", "not_yours", "You publish under your own name; leave published_by out.")
    return actor.name


def _words(note: StatusNote) -> dict[str, Any]:
    return {"light": note.light, "text": note.text}


def _record_published(change: Change, note: StatusNote) -> None:
    change.record(
        "status-note.published", note, golive=change.golives[note.golive_id],
        after={**_words(note), "published_by": note.published_by}, audience=Audience.CUSTOMER,
    )  # fmt: skip
