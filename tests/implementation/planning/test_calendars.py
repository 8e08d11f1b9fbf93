from datetime import date

import pytest

from implementation.planning.calendars import CALENDAR_DAYS
from implementation.planning.errors import PlanError


def test_every_day_counts_across_weekends_and_leap_days() -> None:
    start = CALENDAR_DAYS.position(date(2028, 2, 27))
    assert CALENDAR_DAYS.day(start + 3) == date(2028, 3, 1)


@pytest.mark.parametrize("position", [0, -5, date.max.toordinal() + 1, 10**30])
def test_days_outside_the_calendar_are_refused(position: int) -> None:
    with pytest.raises(PlanError, match="years 1 to 9999"):
        CALENDAR_DAYS.day(position)
