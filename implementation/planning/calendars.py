"""Which days count.

A calendar numbers its working days without gaps, so that the planner computes with whole numbers only and
never asks what kind of day it is on. A calendar of working days is one more class with these two methods.
"""

from datetime import date
from typing import Protocol

from implementation.planning.errors import PlanError


class Calendar(Protocol):
    """Numbers days. `day(position(d))` is the first counting day on or after `d`."""

    def position(self, day: date) -> int:
        """The number of the first counting day on or after `day`."""

    def day(self, position: int) -> date:
        """The counting day of that number. Raises PlanError outside the years 1 to 9999."""


class CalendarDays:
    """Every day counts, weekends and holidays included."""

    def position(self, day: date) -> int:
        """The day's number in the proleptic Gregorian calendar."""
        return day.toordinal()

    def day(self, position: int) -> date:
        """The day of that number."""
        if not date.min.toordinal() <= position <= date.max.toordinal():
            raise PlanError("The plan leaves the years 1 to 9999. Check kickoff, target and the tasks' offsets.")
        return date.fromordinal(position)


CALENDAR_DAYS = CalendarDays()
