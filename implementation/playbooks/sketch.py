"""A playbook as far as it can be understood, whatever is wrong with it.

Made by the loader from raw data, read by the rules: so a misspelt owner in one task does not hide a circle in
others. What cannot be understood is None or left out; the schema has its own words for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from implementation.planning.offsets import GO_LIVE, KICKOFF


@dataclass(frozen=True, slots=True)
class TaskSketch:
    """One task. `starts_on` is its first nominal day, counted from kickoff; hours are as in the file."""

    key: str
    phase: str | None
    starts_on: int | None
    duration: int | None
    depends_on: tuple[str, ...]
    is_gate: bool
    estimated_hours: float | None
    handholding_hours: float | None

    @property
    def ends_on(self) -> int | None:
        """The day after its last nominal day."""
        return None if self.starts_on is None or self.duration is None else self.starts_on + self.duration


@dataclass(frozen=True, slots=True)
class Sketch:
    """The file: phases as (key, order) as written, and all tasks that have a key, repeated ones too."""

    phases: tuple[tuple[str, int], ...]
    outcomes: tuple[str, ...]
    rows: tuple[TaskSketch, ...]

    @property
    def tasks(self) -> dict[str, TaskSketch]:
        """The tasks by key; of repeated keys the first."""
        return {row.key: row for row in reversed(self.rows)}

    @property
    def order_of_phase(self) -> dict[str, int]:
        """The order of each phase the file declares."""
        return dict(self.phases)

    @property
    def prerequisites(self) -> dict[str, list[str]]:
        """What each task waits for, as far as it exists."""
        tasks = self.tasks
        return {key: [k for k in task.depends_on if k in tasks] for key, task in tasks.items()}


def sketched(data: object) -> Sketch:
    """As much of a playbook as `data` holds."""
    fields = data if isinstance(data, Mapping) else {}
    nominal = _whole(fields.get("nominal_days_kickoff_to_go_live"))
    phases = ((row.get("key"), _whole(row.get("order"))) for row in _rows(fields.get("phases")))
    return Sketch(
        phases=tuple((key, order) for key, order in phases if isinstance(key, str) and order is not None),
        outcomes=tuple(row["key"] for row in _rows(fields.get("outcomes")) if isinstance(row.get("key"), str)),
        rows=tuple(_task(row, nominal) for row in _rows(fields.get("tasks")) if isinstance(row.get("key"), str)),
    )


def _task(row: Mapping[str, Any], nominal: int | None) -> TaskSketch:
    phase, waits = row.get("phase"), row.get("depends_on")
    return TaskSketch(
        key=row["key"],
        phase=phase if isinstance(phase, str) else None,
        starts_on=_nominal_start(row.get("anchor"), _whole(row.get("offset_days")), nominal),
        duration=_whole(row.get("duration_days")),
        depends_on=tuple(key for key in waits if isinstance(key, str)) if isinstance(waits, list) else (),
        is_gate=row.get("gate") is True,
        estimated_hours=_number(row.get("estimated_hours")),
        handholding_hours=_number(row.get("handholding_hours")),
    )


def _nominal_start(anchor: object, offset: int | None, nominal: int | None) -> int | None:
    if offset is None:
        return None
    if anchor == KICKOFF:
        return offset
    return nominal + offset if anchor == GO_LIVE and nominal is not None else None


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _whole(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
