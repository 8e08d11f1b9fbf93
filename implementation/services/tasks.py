"""Creating and describing tasks, and their prerequisites. Moves between states are in task_transitions.py."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import GoLive, Task, TaskDependency
from implementation.models.playbooks import Gate
from implementation.models.vocabulary import Audience, OwnerSide
from implementation.planning.graph import find_cycle
from implementation.services.assignees import checked_assignee
from implementation.services.change import Change, changing
from implementation.services.plans import replan_around
from implementation.services.task_counts import refuse_above_target
from implementation.services.values import apply_changes, check, differences, existing, expect_version

TRANSITION_FIELDS = ("status", "start_on", "done_on")
PLANNED_DATES = frozenset({"planned_start_on", "due_on"})
# What the plan of the go-live depends on.
PLANNED_BY = PLANNED_DATES | {"pinned", "duration_days", "depends_on", "gate", "phase"}


def create_task(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    fields: Mapping[str, Any],
    depends_on: Sequence[UUID] = (),
    request_id: str = "",
) -> Task:
    """Add a task to a go-live. Unless said otherwise, customer and joint tasks and gates are shown to the customer,
    and gates need evidence."""
    _refuse_transition_fields(fields)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        return add_task(change, golive=change.golives[golive_id], fields=fields, depends_on=depends_on)


def add_task(change: Change, *, golive: GoLive, fields: Mapping[str, Any], depends_on: Sequence[UUID] = ()) -> Task:
    """The same inside an open change, for services that make tasks of something."""
    stated = {**fields, **_assigned(fields, golive, fields.get("owner_side", OwnerSide.VENDOR))}
    task = Task(golive=golive, **{**_defaults(fields), **stated})
    task.pinned = task.pinned or any(fields.get(name) is not None for name in PLANNED_DATES)
    check(task)
    refuse_above_target(task)
    task.save(force_insert=True)
    _set_prerequisites(task, depends_on)
    change.record("task.created", task, golive=golive, after=stated, audience=_audience(task))
    # Nobody waits for a new task yet, so any other finds its own place or none.
    if depends_on or task.gate == Gate.LIVE:
        replan_around(change, task)
    return task


def add_prerequisite(change: Change, *, task: Task, prerequisite: Task) -> None:
    """Let a task wait for one more, inside an open change, which is to be re-planned at its end."""
    known = TaskDependency.objects.filter(task=task).values_list("prerequisite_id", flat=True)
    moved = _set_prerequisites(task, [*known, prerequisite.id])
    if moved is not None:
        _raise_version(task)
        before, after = {"depends_on": moved[0]}, {"depends_on": moved[1]}
        golive = change.golives[task.golive_id]
        change.record("task.changed", task, golive=golive, before=before, after=after, audience=_audience(task))


def change_task(
    *,
    actor: Actor,
    at: datetime,
    task_id: UUID,
    fields: Mapping[str, Any],
    depends_on: Sequence[UUID] | None = None,
    version: int | None = None,
    request_id: str = "",
) -> Task:
    """Change descriptive fields and planned dates; a date set by hand pins the task. Only a lead weakens a gate."""
    _refuse_transition_fields(fields)
    golive_id = existing(Task.objects.all(), task_id, "task").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        task = existing(Task.objects.all(), task_id, "task")
        expect_version(task, version)
        _refuse_weaker_gate(actor, task, fields)
        golive = change.golives[golive_id]
        assigned = _assigned(fields, golive, fields.get("owner_side", task.owner_side))
        before, after = apply_changes(task, {**_pin(task, fields), **fields, **assigned})
        if {"count_done", "count_target"} & set(after):
            refuse_above_target(task)
        if depends_on is not None and (moved := _set_prerequisites(task, depends_on)):
            if not after:
                _raise_version(task)
            before, after = {**before, "depends_on": moved[0]}, {**after, "depends_on": moved[1]}
        _record_changes(change, task, before, after)
        if PLANNED_BY & set(after):
            replan_around(change, task)
    return task


def _assigned(fields: Mapping[str, Any], golive: GoLive, owner_side: str) -> dict[str, Any]:
    """The assignee as it is stored, where one is stated."""
    if not fields.get("assignee"):
        return {}
    return {"assignee": checked_assignee(fields["assignee"], golive=golive, owner_side=owner_side)}


def _record_changes(change: Change, task: Task, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Whose a task became is an event of its own, so that it can be followed; the rest is one other."""
    parts = {"task.assigned": {"assignee"} & set(after), "task.changed": set(after) - {"assignee"}}
    for kind, names in parts.items():
        if names:
            was, now = ({name: told[name] for name in told if name in names} for told in (before, after))
            golive = change.golives[task.golive_id]
            change.record(kind, task, golive=golive, before=was, after=now, audience=_audience(task))


def _audience(task: Task) -> Audience:
    return Audience.CUSTOMER if task.customer_visible else Audience.INTERNAL


def _pin(task: Task, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A planned date that is stated, and differs, pins the task; taking a date away does not."""
    _, after = differences(task, {name: fields[name] for name in PLANNED_DATES & set(fields)})
    return {"pinned": True} if any(day is not None for day in after.values()) else {}


def _refuse_weaker_gate(actor: Actor, task: Task, fields: Mapping[str, Any]) -> None:
    """Or whoever may not skip a gate could make it none."""
    ungated = task.gate != Gate.NONE and fields.get("gate", task.gate) != task.gate
    unproven = task.evidence_required and not fields.get("evidence_required", True)
    unsigned = task.approval_required and not fields.get("approval_required", True)
    if (ungated or unproven or unsigned) and not actor.is_lead:
        raise refused("Only a lead takes a gate away, or the evidence or approval that a task requires.")


def _raise_version(task: Task) -> None:
    """Prerequisites are rows of their own, but whoever changes them changes the task."""
    task.version += 1
    task.save(update_fields=["version", "updated_at"])


def _defaults(fields: Mapping[str, Any]) -> dict[str, Any]:
    is_gate = fields.get("gate", Gate.NONE) != Gate.NONE
    theirs = fields.get("owner_side") in {OwnerSide.CUSTOMER, OwnerSide.JOINT}
    return {"customer_visible": is_gate or theirs, "evidence_required": is_gate}


def _refuse_transition_fields(fields: Mapping[str, Any]) -> None:
    for name in TRANSITION_FIELDS:
        if name in fields:
            raise invalid(
                name, "not_by_change", f"{name} follows from a transition: POST it to the task's transitions."
            )


def _set_prerequisites(task: Task, wanted: Iterable[UUID]) -> tuple[list[str], list[str]] | None:
    """Make exactly these the prerequisites; before and after, or None when they are so already."""
    new = set(wanted)
    old = set(TaskDependency.objects.filter(task=task).values_list("prerequisite_id", flat=True))
    if new == old:
        return None
    if task.id in new:
        raise invalid("depends_on", "itself", "A task cannot wait for itself; leave it out.")
    known = set(Task.objects.filter(golive_id=task.golive_id, id__in=new).values_list("id", flat=True))
    if unknown := new - known:
        raise invalid("depends_on", "unknown", f"{min(unknown)} is no task of this go-live.")
    TaskDependency.objects.filter(task=task, prerequisite_id__in=old - new).delete()
    TaskDependency.objects.bulk_create(TaskDependency(task=task, prerequisite_id=p) for p in new - old)
    _refuse_cycle(task)
    return sorted(map(str, old)), sorted(map(str, new))


def _refuse_cycle(task: Task) -> None:
    """The go-live's lock is held, so nobody closes a circle from the other side meanwhile."""
    waits: dict[UUID, set[UUID]] = defaultdict(set)
    links = TaskDependency.objects.filter(task__golive_id=task.golive_id)
    for waiting, prerequisite in links.values_list("task_id", "prerequisite_id"):
        waits[waiting].add(prerequisite)
        waits.setdefault(prerequisite, set())
    if cycle := find_cycle(waits):
        titles = dict(Task.objects.filter(id__in=cycle).values_list("id", "title"))
        way = " → ".join(titles[step] for step in cycle)
        raise invalid("depends_on", "cycle", f"The tasks would wait for each other: {way}. Leave one of the links out.")
