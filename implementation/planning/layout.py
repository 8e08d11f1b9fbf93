"""Offsets to dates: lays the tasks of a playbook out between a kickoff and a target.

Called by the services that create or re-plan a go-live; knows neither rows nor the clock. The rules:

- A task starts on the later of its anchored date and the day after its latest prerequisite's last day.
- A duration counts the first and the last day of work, so a task of one day is due on the day it starts.
- Where the target is nearer than the nominal length, offsets from kickoff are scaled by the ratio and rounded
  to the nearest day (halves to the later). Durations, offsets from go-live and offsets before the kickoff are
  kept: nothing is shortened, and a nearer target starts nothing later.
- A task anchored on go-live that its prerequisites push past its anchored date is named as compressed: to
  keep the target, somebody would have to work faster than planned.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from implementation.planning.calendars import CALENDAR_DAYS, Calendar
from implementation.planning.earliest import earliest_span
from implementation.planning.errors import PlanError
from implementation.planning.forward import Placed, forward
from implementation.planning.graph import linked_through, topological_order
from implementation.planning.offsets import GO_LIVE, KICKOFF, Offsets, scaled

ANCHORS = (KICKOFF, GO_LIVE)


class Plannable(Protocol):
    """What the planner must know of a task. Offsets and durations are in days of the calendar."""

    @property
    def key(self) -> str: ...
    @property
    def anchor(self) -> str: ...
    @property
    def offset_days(self) -> int: ...
    @property
    def duration_days(self) -> int: ...
    @property
    def core(self) -> bool: ...
    @property
    def depends_on(self) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task with its dates.

    `due_on` is the last day of work, `compressed_days` how far it is pushed past its go-live-anchored date.
    """

    key: str
    anchored_on: date
    start_on: date
    due_on: date
    depends_on: tuple[str, ...]
    compressed_days: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A plan, its tasks by start, last day and key.

    `earliest_feasible_on` is the first target for this kickoff that compresses nothing, whether or not this
    plan does; None where no target can, because tasks anchored on go-live contradict each other.
    """

    kickoff_on: date
    target_on: date
    tasks: tuple[PlannedTask, ...]
    earliest_feasible_on: date | None

    @property
    def compressed(self) -> tuple[str, ...]:
        """Keys of the compressed tasks, in the order of the plan."""
        return tuple(task.key for task in self.tasks if task.compressed_days)

    @property
    def by_key(self) -> dict[str, PlannedTask]:
        """The tasks by their key."""
        return {task.key: task for task in self.tasks}


def layout(
    tasks: Iterable[Plannable],
    kickoff_on: date,
    target_on: date,
    *,
    nominal_days: int,
    core_only: bool = False,
    calendar: Calendar = CALENDAR_DAYS,
) -> Layout:
    """Lay `tasks` out; with `core_only` the core ones alone, linked through those left out.

    `nominal_days` is the playbook's length from kickoff to go-live. The answer does not depend on the order
    of `tasks`. Raises PlanError (CycleError for a circle) where there is no plan.
    """
    rows = list(tasks)
    _refuse_nonsense(rows, nominal_days)
    kickoff = calendar.position(kickoff_on)
    span = calendar.position(target_on) - kickoff
    if span < 0:
        raise PlanError(f"The target {target_on} lies before the kickoff {kickoff_on}. Choose a later target.")
    chain = _chain(rows, core_only=core_only)
    earliest = earliest_span(chain, nominal_days=nominal_days)
    return Layout(
        kickoff_on=kickoff_on,
        target_on=target_on,
        tasks=_dated(chain, kickoff, span, nominal_days, calendar),
        earliest_feasible_on=None if earliest is None else calendar.day(kickoff + earliest),
    )


def _refuse_nonsense(rows: Sequence[Plannable], nominal_days: int) -> None:
    if nominal_days < 1:
        raise PlanError(f"The nominal length is {nominal_days} days. Give at least 1.")
    known = {row.key for row in rows}
    if len(known) < len(rows):
        raise PlanError("Two tasks have the same key. Give each task a key of its own.")
    for row in rows:
        if row.anchor not in ANCHORS:
            raise PlanError(f"Task {row.key!r} is anchored on {row.anchor!r}. Use one of {', '.join(ANCHORS)}.")
        if row.duration_days < 1:
            raise PlanError(f"Task {row.key!r} lasts {row.duration_days} days. Give at least 1.")
        if missing := sorted(set(row.depends_on) - known):
            raise PlanError(f"Task {row.key!r} waits for {missing[0]!r}, which is not among the tasks. Add it.")


def _chain(rows: Sequence[Plannable], *, core_only: bool) -> list[Offsets]:
    """The tasks to lay out, each after its prerequisites."""
    by_key = {row.key: row for row in rows}
    waits: Mapping[str, Collection[str]] = {row.key: row.depends_on for row in rows}
    if core_only:
        waits = linked_through(waits, {row.key for row in rows if row.core})
    return [
        Offsets(
            key=key,
            anchor=by_key[key].anchor,
            offset=by_key[key].offset_days,
            duration=by_key[key].duration_days,
            waits_for=tuple(sorted(set(waits[key]))),
        )
        for key in topological_order(waits)
    ]


def _dated(
    chain: Sequence[Offsets], kickoff: int, span: int, nominal_days: int, calendar: Calendar
) -> tuple[PlannedTask, ...]:
    placed = forward(
        chain,
        from_kickoff=lambda offset: kickoff + scaled(offset, span, nominal_days),
        from_go_live=lambda offset: kickoff + span + offset,
    )
    planned = (_planned(task, placed[task.key], calendar) for task in chain)
    return tuple(sorted(planned, key=lambda task: (task.start_on, task.due_on, task.key)))


def _planned(task: Offsets, place: Placed, calendar: Calendar) -> PlannedTask:
    start = cast("int", place.start)  # every task of a playbook has an anchor
    return PlannedTask(
        key=task.key,
        anchored_on=calendar.day(start - place.pushed),
        start_on=calendar.day(start),
        due_on=calendar.day(start + task.duration - 1),
        depends_on=task.waits_for,
        compressed_days=place.pushed if task.anchor == GO_LIVE else 0,
    )
