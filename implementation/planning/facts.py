"""What the planner is told of a go-live that is under way: its days, and of each task what is fixed and what is not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from implementation.planning.calendars import CALENDAR_DAYS, Calendar
from implementation.planning.intervals import Interval
from implementation.planning.offsets import GO_LIVE

DONE, SKIPPED = "done", "skipped"
LIVE_GATE = "live"
GO_LIVE_PHASE = "go_live"


class TaskFacts(NamedTuple):
    """One task. `due_on` is its last day of work as planned; `start_on` and `done_on` are what happened."""

    key: str
    depends_on: Collection[str] = ()
    anchor: str = ""
    offset_days: int | None = None
    duration_days: int | None = None
    planned_start_on: date | None = None
    due_on: date | None = None
    start_on: date | None = None
    done_on: date | None = None
    status: str = "todo"
    pinned: bool = False
    gate: str = "none"
    phase: str = ""

    @property
    def is_finished(self) -> bool:
        return self.status in {DONE, SKIPPED}

    @property
    def is_movable(self) -> bool:
        """Neither started, nor finished, nor given a date by hand."""
        return not self.pinned and self.start_on is None and self.status in {"todo", "blocked"}

    @property
    def hears(self) -> bool:
        """Whether the end of what it waits for moves it, or reaches through it those that wait for it in turn."""
        last = self.done_on if self.status == DONE else self.due_on
        is_dateless = (self.start_on or self.planned_start_on or last) is None
        return self.is_movable or (is_dateless and self.status != SKIPPED)

    @property
    def says_when_live(self) -> bool:
        """Whether the first day of going live depends on its own."""
        return self.gate == LIVE_GATE or self.is_go_live

    @property
    def is_go_live(self) -> bool:
        """The work of the go-live's first day itself."""
        return self.anchor == GO_LIVE and self.offset_days == 0 and self.phase == GO_LIVE_PHASE


@dataclass(frozen=True, slots=True)
class Window:
    """The days that tasks count from. Once live, `go_live_on` is the day it was, before that the target.

    `nominal_days` is the playbook's length, None without one. `length` is how many days from kickoff to target the
    plan was last made for; a pause later on shifts the work and does not squeeze it. None: as many as there are now.
    """

    kickoff_on: date | None
    go_live_on: date | None
    nominal_days: int | None = None
    length: int | None = None
    calendar: Calendar = CALENDAR_DAYS
    pauses: tuple[Interval, ...] = ()
    is_live: bool = False
