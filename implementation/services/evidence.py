"""Adding evidence to a task, and voiding what was wrong."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import invalid
from implementation.models import Evidence, Task
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing


def add_evidence(
    *, actor: Actor, at: datetime, task_id: UUID, fields: Mapping[str, Any], request_id: str = ""
) -> Evidence:
    """`fields`: title, and a link or a note."""
    if not (fields.get("link") or fields.get("note")):
        raise invalid("link", "required", "Evidence is a link or a note: send one of them.")
    task = existing(Task.objects.all(), task_id, "task")
    with changing(actor=actor, at=at, golive_ids=[task.golive_id], request_id=request_id) as change:
        evidence = Evidence(golive_id=task.golive_id, task=task, added_by=actor.name, **fields)
        check(evidence)
        evidence.save(force_insert=True)
        change.record("evidence.added", evidence, golive=change.golives[task.golive_id], after=dict(fields))
    return evidence


def void_evidence(*, actor: Actor, at: datetime, evidence_id: UUID, reason: str, request_id: str = "") -> Evidence:
    """Take evidence back; the task stays as it is, and the reason is kept."""
    if not reason.strip():
        raise invalid("reason", "required", "Say why the evidence is taken back.")
    golive_id = existing(Evidence.objects.all(), evidence_id, "evidence").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        evidence = existing(Evidence.objects.all(), evidence_id, "evidence")
        before, after = apply_changes(evidence, {"voided_at": evidence.voided_at or at})
        if after:
            change.record(
                "evidence.voided",
                evidence,
                golive=change.golives[golive_id],
                before=before,
                after=after,
                reason=reason,
            )
    return evidence
