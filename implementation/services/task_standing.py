"""A task as its transition finds it: the row, and what the rules ask of others' rows, by one SELECT under the lock.

Called by `task_transitions` alone. What is missing in detail is looked up only to refuse in words.
"""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from implementation.http.problems import not_found
from implementation.models import Approval, Evidence, Task
from implementation.models.approvals import GRANTED
from implementation.models.compiled import compiled_rows
from implementation.models.tasks import FINISHED
from implementation.services.plan_facts import HEARS

_COLUMNS = [field.attname for field in Task._meta.concrete_fields]


class Standing(NamedTuple):
    """The task, and of others' rows: whether it waits, lacks what it requires, and somebody would move with its end."""

    task: Task
    waits: bool
    lacks_evidence: bool
    lacks_approval: bool
    is_heard: bool


def standing_of(task_id: UUID) -> Standing:
    """Raises a not-found problem."""
    rows = compiled_rows("standing of a task", _standing, {"task_id": task_id})
    if not rows:
        raise not_found("task")
    columns, others = rows[0][: len(_COLUMNS)], rows[0][len(_COLUMNS) :]
    return Standing(Task.from_db(connection.alias, _COLUMNS, columns), *others)


def open_prerequisites(of: Any) -> QuerySet[Task]:
    """What comes before the task and is neither done nor skipped."""
    return Task.objects.filter(dependents__task_id=of).exclude(status__in=FINISHED)


def _standing(sent: dict[str, Any]) -> QuerySet[Any]:
    this = OuterRef("pk")
    evidence = Evidence.objects.filter(task=this, voided_at__isnull=True)
    rounds = Approval.objects.filter(task=this).latest_rounds()
    granted = Exists(rounds) & ~Exists(rounds.exclude(status__in=GRANTED))
    annotated = Task.objects.filter(pk=sent["task_id"]).annotate(
        waits=Exists(open_prerequisites(this)),
        lacks_evidence=Q(evidence_required=True) & ~Exists(evidence),
        lacks_approval=Q(approval_required=True) & ~granted,
        is_heard=Exists(Task.objects.filter(HEARS, dependencies__prerequisite_id=this)),
    )
    return annotated.values_list(*_COLUMNS, *Standing._fields[1:])
