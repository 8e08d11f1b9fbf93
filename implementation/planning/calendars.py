"""Which days count.

A calendar numbers its days of work without gaps, so that the planner computes with whole numbers only and never asks
what kind of day it is on. The days of a country are in `work_days.py`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from implementation.planning.errors import PlanError
from implementation.planning.intervals import Interval, union

OUTSIDE = "The plan leaves the years 1 to 9999. Check kickoff, target and the tasks' offsets."


class Calendar(Protocol):
    """Numbers days. `day(position(d))` is the first counting day on or after `d`."""

    def position(self, day: date) -> int:
        """The number of the first counting day on or after `day`."""

    def after(self, day: date) -> int:
        """The number of the first counting day after `day`."""

    def day(self, position: int) -> date:
        """The counting day of that number. Raises PlanError outside the years 1 to 9999."""


class CalendarDays:
    """Every day counts, weekends and holidays included."""

    def position(self, day: date) -> int:
        """The day's number in the proleptic Gregorian calendar."""
        return day.toordinal()

    def after(self, day: date) -> int:
        """The next number."""
        return day.toordinal() + 1

    def day(self, position: int) -> date:
        """The day of that number."""
        if not date.min.toordinal() <= position <= date.max.toordinal():
            raise PlanError(OUTSIDE)
        return date.fromordinal(position)


CALENDAR_DAYS = CalendarDays()


class PausedCalendar:
    """Another calendar without the days of some pauses: work goes on behind each as if it had not been there."""

    def __init__(self, base: Calendar, pauses: Iterable[Interval] = ()) -> None:
        self.base = base
        self._gaps = tuple((base.position(one.start), base.position(one.end)) for one in union(pauses))

    def position(self, day: date) -> int:
        """The number of the first counting day on or after `day`."""
        return self.counted(self.base.position(day))

    def after(self, day: date) -> int:
        """The number of the first counting day after `day`."""
        return self.counted(self.base.after(day))

    def counted(self, position: int) -> int:
        """The number here of a day that has the number `position` in the calendar without pauses."""
        skipped = 0
        for start, end in self._gaps:
            if position <= start:
                break
            skipped += min(position, end) - start
        return position - skipped

    def day(self, position: int) -> date:
        """The counting day of that number."""
        for start, end in self._gaps:
            if position < start:
                break
            position += end - start
        return self.base.day(position)
