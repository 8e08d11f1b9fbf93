"""Moves the plan of a go-live with what has happened: the dates of the tasks that nobody has fixed.

Called by the services that change a go-live, and by the preview of such a change; knows neither rows nor the clock, so
the same facts always give the same plan, and a plan made from it is itself. Never moved are tasks that have started,
are finished, or have a date set by hand; no task is placed before its anchored day, nor before the day after its
latest prerequisite's last day (for a finished one the day it was done; a skipped one holds nobody up). Days of a pause
do not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from implementation.planning.calendars import PausedCalendar
from implementation.planning.earliest import earliest_span
from implementation.planning.facts import DONE, LIVE_GATE, SKIPPED, TaskFacts, Window
from implementation.planning.forward import FromAnchor, Placed, forward, is_kept
from implementation.planning.graph import topological_order
from implementation.planning.offsets import FOLLOWS, GO_LIVE, KEPT, KICKOFF, Offsets, scaled


class Dates(NamedTuple):
    """The planned dates of a task."""

    planned_start_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Plan:
    """The plan. `moved` are the tasks whose dates differ from those they have, by key."""

    window: Window
    days: PausedCalendar
    tasks: Mapping[str, TaskFacts]
    chain: tuple[Offsets, ...]
    placed: Mapping[str, Placed]
    moved: Mapping[str, Dates]

    def dates(self, key: str) -> Dates:
        """The planned dates of the task."""
        return self.moved.get(key) or Dates(self.tasks[key].planned_start_on, self.tasks[key].due_on)

    @cached_property
    def compressed(self) -> dict[str, int]:
        """Tasks that are pushed past their go-live-anchored day, and by how many days."""
        on_go_live = (task.key for task in self.chain if task.anchor == GO_LIVE)
        return {key: self.placed[key].pushed for key in on_go_live if self.placed[key].pushed}

    @cached_property
    def too_early(self) -> tuple[str, ...]:
        """Tasks with a date set by hand that lies before what they wait for has ended."""
        return tuple(
            task.key
            for task in self.chain
            if (place := self.placed[task.key]).waits_until is not None
            and place.start is not None
            and place.start < place.waits_until
            and not self.tasks[task.key].is_finished
            and self.tasks[task.key].start_on is None
        )

    @cached_property
    def projected_live_on(self) -> date | None:
        """The first day on which the plan lets it go live: its live gates passed, its go-live tasks reached.

        None where nothing says so, or an open live gate has no day. Once live, the day it was.
        """
        if self.window.is_live:
            return self.window.go_live_on
        if self.without_day:
            return None
        return max((day for day in self._live_days.values() if day is not None), default=None)

    @cached_property
    def without_day(self) -> tuple[str, ...]:
        """Tasks that going live waits for and that have no day, so that it has none either; none once live."""
        return () if self.window.is_live else tuple(sorted(key for key, day in self._live_days.items() if day is None))

    @cached_property
    def _live_days(self) -> dict[str, date | None]:
        """The day from which on each of them lets it go live."""
        return {
            key: self._live_day(key, task)
            for key, task in self.tasks.items()
            if task.says_when_live and task.status != SKIPPED
        }

    def _live_day(self, key: str, task: TaskFacts) -> date | None:
        start, due = self.dates(key)
        if task.gate == LIVE_GATE:
            return task.done_on if task.status == DONE else due
        target = self.window.go_live_on
        begins = task.done_on if task.status == DONE else start
        if begins is None or target is None:
            return begins
        # A target on a day without work is reached on the next day of work.
        reached = self.window.calendar.day(self.window.calendar.position(target))
        return target if target <= begins <= reached else begins

    @cached_property
    def earliest_feasible_on(self) -> date | None:
        """The first target that compresses nothing, as things stand; None where none can, or without a kickoff."""
        kickoff, days = self.window.kickoff_on, self.days
        if kickoff is None or self.window.is_live:
            return None
        origin, base = days.position(kickoff), days.base.position(kickoff)
        span = earliest_span(
            [_counted_from(origin, task) for task in self.chain],
            nominal_days=self.window.nominal_days,
            length=lambda span: days.counted(base + span) - origin,
            target=lambda span: lambda offset: days.counted(base + span + offset) - origin,
        )
        return None if span is None else days.base.day(base + span)


def replan(tasks: Iterable[TaskFacts], window: Window) -> Plan:
    """The plan as the facts give it. The order of `tasks` changes nothing. Raises PlanError, CycleError."""
    by_key = {task.key: task for task in tasks}
    days = PausedCalendar(window.calendar, window.pauses)
    chain = _chain(by_key, days, window)
    placed = forward(chain, from_kickoff=_from_kickoff(days, window), from_go_live=_from_go_live(days, window))
    moved = {}
    for task in chain:
        place = placed[task.key]
        if place.start is not None and not is_kept(task, place):
            dates = Dates(days.day(place.start), days.day(place.start + task.duration - 1))
            if dates != (by_key[task.key].planned_start_on, by_key[task.key].due_on):
                moved[task.key] = dates
    return Plan(window, days, by_key, chain, placed, moved)


def stands_still(task: TaskFacts, *, is_heard: bool) -> bool:
    """Whether a plan that was its own stays so when a task is started, done, skipped or reopened, on whatever day.

    `task` is as it has become; `is_heard` says that some task which waits for it `hears`. False may mean either.
    """
    return not (is_heard or task.is_movable or task.says_when_live)


def plan_length(window: Window) -> int | None:
    """Days of work from kickoff to target: what the plan is made for when one of the two is decided."""
    if window.kickoff_on is None or window.go_live_on is None:
        return None
    days = PausedCalendar(window.calendar, window.pauses)
    return max(0, days.position(window.go_live_on) - days.position(window.kickoff_on))


def _from_kickoff(days: PausedCalendar, window: Window) -> FromAnchor | None:
    if window.kickoff_on is None:
        return None
    kickoff, nominal = days.position(window.kickoff_on), window.nominal_days
    length = window.length if window.length is not None else plan_length(window)
    if nominal is None or length is None:
        return lambda offset: kickoff + offset
    return lambda offset: kickoff + scaled(offset, length, nominal)


def _from_go_live(days: PausedCalendar, window: Window) -> FromAnchor | None:
    """Pauses are not counted backwards: what would lie in one comes after it."""
    if window.go_live_on is None:
        return None
    go_live = days.base.position(window.go_live_on)
    return lambda offset: days.counted(go_live + offset)


def _chain(tasks: Mapping[str, TaskFacts], days: PausedCalendar, window: Window) -> tuple[Offsets, ...]:
    """The tasks, each after its prerequisites. Skipped ones hold nobody up, so nobody waits for them."""
    waits = {
        key: [k for k in task.depends_on if k in tasks and tasks[k].status != SKIPPED] for key, task in tasks.items()
    }
    return tuple(_offsets(tasks[key], tuple(sorted(waits[key])), days, window) for key in topological_order(waits))


def _offsets(task: TaskFacts, waits_for: tuple[str, ...], days: PausedCalendar, window: Window) -> Offsets:
    at = _known(task, days)
    if not task.is_movable:
        return Offsets(task.key, KEPT, 0, 0, waits_for, at)
    base = {KICKOFF: window.kickoff_on, GO_LIVE: window.go_live_on}.get(task.anchor)
    if base is not None and task.offset_days is not None and task.duration_days:
        return Offsets(task.key, task.anchor, task.offset_days, task.duration_days, waits_for)
    duration = task.duration_days or _length(task, days)
    if task.anchor or not duration:
        return Offsets(task.key, KEPT, 0, 0, waits_for, at)
    return Offsets(task.key, FOLLOWS, 0, duration, waits_for, at)


def _length(task: TaskFacts, days: PausedCalendar) -> int:
    """Days of work between the dates that a task has; 0 where it has not both."""
    if task.planned_start_on is None or task.due_on is None:
        return 0
    return max(1, days.after(task.due_on) - days.position(task.planned_start_on))


def _known(task: TaskFacts, days: PausedCalendar) -> tuple[int | None, int | None]:
    """Where the task starts by what is known of it, and the day after it ends."""
    first = task.start_on or task.planned_start_on
    last = task.done_on if task.status == DONE else task.due_on
    duration = task.duration_days or 1
    if first is None:
        return (None, None) if last is None else (days.after(last) - duration, days.after(last))
    start = days.position(first)
    return start, start + duration if last is None else days.after(last)


def _counted_from(origin: int, task: Offsets) -> Offsets:
    start, end = task.at
    at = (None if start is None else start - origin, None if end is None else end - origin)
    return Offsets(task.key, task.anchor, task.offset, task.duration, task.waits_for, at)
