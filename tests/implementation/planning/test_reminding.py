"""On which day somebody is reminded."""

from datetime import date, timedelta

import pytest

from implementation.planning.reminding import blocked_day, due_day

DAY = date(2026, 3, 31)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("today", "said"),
    [(-3, None), (-2, -2), (-1, -2), (0, 0), (1, 0), (6, 0), (7, None), (90, None)],
)
def test_two_days_before_and_on_the_day_made_up_for_within_a_week(today: int, said: int | None) -> None:
    assert due_day(DAY, on(today)) == (None if said is None else on(said))


@pytest.mark.parametrize(("today", "said"), [(0, None), (6, None), (7, 7), (13, 7), (14, 14), (70, 70)])
def test_every_seven_days_that_something_blocks(today: int, said: int | None) -> None:
    assert blocked_day(DAY, on(today)) == (None if said is None else on(said))
