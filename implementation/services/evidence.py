"""Adding evidence to a task (a link, words or a file), and voiding what was wrong."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import invalid
from implementation.models import Evidence, Task
from implementation.models.vocabulary import Audience
from implementation.services import evidence_files
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing

# Of a file, what its name in the store is stays in the row.
_TOLD = ("title", "link", "note", "file_name", "file_type", "file_size", "file_sha256")


def add_evidence(
    *,
    actor: Actor,
    at: datetime,
    task_id: UUID,
    fields: Mapping[str, Any],
    file: evidence_files.Upload | None = None,
    request_id: str = "",
) -> Evidence:
    """`fields`: title, link, note. One of link, note and file is needed; of a file, the title is its name by default.

    A file is refused that is too large or no file of the kind that its name says (access/file_kinds.py).
    """
    if file is None:
        return _add(actor=actor, at=at, task_id=task_id, fields=fields, request_id=request_id)
    existing(Task.objects.visible_to(actor), task_id, "task")
    stored = evidence_files.store(file)
    stated = {**fields, **stored.as_fields(), "title": fields.get("title") or stored.name}
    try:
        return _add(actor=actor, at=at, task_id=task_id, fields=stated, request_id=request_id)
    except BaseException:
        evidence_files.remove(stored.stored_as)
        raise


def _add(*, actor: Actor, at: datetime, task_id: UUID, fields: Mapping[str, Any], request_id: str) -> Evidence:
    if not (fields.get("link") or fields.get("note") or fields.get("stored_as")):
        raise invalid("link", "required", "Evidence is a link, a note or a file: send one of them.")
    task = existing(Task.objects.visible_to(actor), task_id, "task")
    with changing(actor=actor, at=at, golive_ids=[task.golive_id], request_id=request_id) as change:
        evidence = Evidence(golive_id=task.golive_id, task=task, added_by=actor.name, **fields)
        check(evidence)
        evidence.save(force_insert=True)
        told = {name: fields[name] for name in _TOLD if fields.get(name)}
        change.record(
            "evidence.added", evidence, golive=change.golives[task.golive_id], after=told, audience=_audience(task)
        )
    return evidence


def void_evidence(*, actor: Actor, at: datetime, evidence_id: UUID, reason: str, request_id: str = "") -> Evidence:
    """Take evidence back; the task stays as it is, and the reason is kept. Customers do not see it any more."""
    if not reason.strip():
        raise invalid("reason", "required", "Say why the evidence is taken back.")
    golive_id = existing(Evidence.objects.all(), evidence_id, "evidence").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        evidence = existing(Evidence.objects.select_related("task"), evidence_id, "evidence")
        before, after = apply_changes(evidence, {"voided_at": evidence.voided_at or at})
        if after:
            change.record(
                "evidence.voided", evidence, golive=change.golives[golive_id], before=before, after=after,
                reason=reason, audience=_audience(evidence.task),
            )  # fmt: skip
    return evidence


def _audience(task: Task) -> Audience:
    return Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL
