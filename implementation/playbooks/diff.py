"""What differs between two versions of a playbook, field by field, and what that does to the plan.

Pure; called by reads and the command. Two versions without difference have an empty one, whatever their numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from implementation.planning.layout import layout
from implementation.playbooks.playbook import PlaybookFile, TaskSpec

# Some day: only distances are looked at.
_KICKOFF = date(2001, 1, 1)
_TOLD_APART = {"key", "depends_on", "sort_order"}
_NAMES = {
    "owner_side": "owner",
    "estimated_minutes": "estimated_hours",
    "handholding_minutes": "handholding_hours",
}


class FieldChange(NamedTuple):
    """A field with its value before and after; None: it was, or is, not there."""

    field: str
    before: Any
    after: Any


class Named(NamedTuple):
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task of both versions that differs. `title` is the newer one."""

    key: str
    title: str
    fields: tuple[FieldChange, ...]
    prerequisites_added: tuple[str, ...]
    prerequisites_removed: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        return bool(self.fields or self.prerequisites_added or self.prerequisites_removed)


@dataclass(frozen=True, slots=True)
class Extent:
    """What a version comes to.

    Days are of its `day_kind`: from kickoff to go-live as planned (`nominal_days`) and at the least that compresses no
    task (`least_days`; None where every target compresses one); from the first task's first day to the last one's last
    (`total_days`). Estimates are minutes.
    """

    day_kind: str
    nominal_days: int
    least_days: int | None
    total_days: int
    tasks: int
    core: int
    gates: int
    estimated_minutes: int
    handholding_minutes: int


@dataclass(frozen=True, slots=True)
class PlaybookDiff:
    """From the older version (None: there was none) to the newer. Keys are in the newer's order, of what is gone in
    the older's. `reordered`: the tasks of both stand in another order."""

    fields: tuple[FieldChange, ...]
    tasks_added: tuple[Named, ...]
    tasks_removed: tuple[Named, ...]
    tasks_changed: tuple[TaskChange, ...]
    core_added: tuple[str, ...]
    core_removed: tuple[str, ...]
    gates_added: tuple[str, ...]
    gates_removed: tuple[str, ...]
    reordered: bool
    before: Extent | None
    after: Extent


def difference(old: PlaybookFile | None, new: PlaybookFile) -> PlaybookDiff:
    """What `new` has, lacks and says otherwise than `old`."""
    was = {task.key: task for task in old.tasks} if old else {}
    now = {task.key: task for task in new.tasks}
    changes = (_task_change(was[key], now[key]) for key in now if key in was)
    return PlaybookDiff(
        fields=tuple(_field_changes(_head(old) if old else {}, _head(new))),
        tasks_added=tuple(Named(key, now[key].title) for key in now if key not in was),
        tasks_removed=tuple(Named(key, was[key].title) for key in was if key not in now),
        tasks_changed=tuple(change for change in changes if change.is_one),
        core_added=_less(_core(now), _core(was)),
        core_removed=_less(_core(was), _core(now)),
        gates_added=_less(_gates(now), _gates(was)),
        gates_removed=_less(_gates(was), _gates(now)),
        reordered=[key for key in was if key in now] != [key for key in now if key in was],
        before=extent(old) if old else None,
        after=extent(new),
    )


def extent(playbook: PlaybookFile) -> Extent:
    """What the playbook comes to, laid out at its nominal length."""
    target = date.fromordinal(_KICKOFF.toordinal() + playbook.nominal_days)
    plan = layout(playbook.tasks, _KICKOFF, target, nominal_days=playbook.nominal_days)
    least, first = plan.earliest_feasible_on, min(task.start_on for task in plan.tasks)
    return Extent(
        day_kind=playbook.day_kind,
        nominal_days=playbook.nominal_days,
        least_days=None if least is None else (least - _KICKOFF).days,
        total_days=(max(task.due_on for task in plan.tasks) - first).days + 1,
        tasks=len(playbook.tasks),
        core=sum(task.core for task in playbook.tasks),
        gates=sum(task.gate != "none" for task in playbook.tasks),
        estimated_minutes=sum(task.estimated_minutes for task in playbook.tasks),
        handholding_minutes=sum(task.handholding_minutes for task in playbook.tasks),
    )


def _head(playbook: PlaybookFile) -> dict[str, Any]:
    """What is said of the whole; phases and outcomes each by its key."""
    return {
        "title": playbook.title,
        "product_type": playbook.product_type,
        "description": playbook.description,
        "day_kind": playbook.day_kind,
        "nominal_days": playbook.nominal_days,
        **{f"phases.{phase.key}": asdict(phase) for phase in playbook.phases},
        **{f"outcomes.{outcome.key}": asdict(outcome) for outcome in playbook.outcomes},
    }


def _task_change(was: TaskSpec, now: TaskSpec) -> TaskChange:
    return TaskChange(
        key=now.key,
        title=now.title,
        fields=tuple(_field_changes(_body(was), _body(now))),
        prerequisites_added=_less(now.depends_on, was.depends_on),
        prerequisites_removed=_less(was.depends_on, now.depends_on),
    )


def _body(task: TaskSpec) -> dict[str, Any]:
    """Its fields by the names that the file has for them; `gate` by what it holds up."""
    names = (field.name for field in fields(task) if field.name not in _TOLD_APART)
    values = {_NAMES.get(name, name): getattr(task, name) for name in names}
    hours = {name: round(values[name] / 60, 2) for name in ("estimated_hours", "handholding_hours")}
    return {**values, **hours, "refs": list(task.refs)}


def _field_changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in [*now, *(name for name in was if name not in now)]:
        if was.get(name) != now.get(name):
            yield FieldChange(name, was.get(name), now.get(name))


def _core(tasks: Mapping[str, TaskSpec]) -> list[str]:
    return [key for key, task in tasks.items() if task.core]


def _gates(tasks: Mapping[str, TaskSpec]) -> list[str]:
    return [key for key, task in tasks.items() if task.gate != "none"]


def _less(keys: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in set(others))
