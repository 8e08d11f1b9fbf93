"""Which task comes first."""

from datetime import date, timedelta

import pytest

from implementation.planning.urgency import Mine, place, urgency

TODAY = date(2026, 3, 31)
LONG_AGO = TODAY - timedelta(days=90)


def mine(*, due: int | None = None, status: str = "todo", since: int = 90) -> Mine:
    day = None if due is None else TODAY + timedelta(days=due)
    return Mine(status, day, TODAY - timedelta(days=since))


@pytest.mark.parametrize(
    ("task", "word"),
    [
        (mine(due=-1, status="blocked"), "overdue"),
        (mine(due=0, since=0), "due"),
        (mine(due=7), "due"),
        (mine(due=8), "later"),
        (mine(status="blocked", since=0), "blocked"),
        (mine(since=6), "new"),
        (mine(since=7), "later"),
    ],
)
def test_the_first_that_holds_is_the_urgency(task: Mine, word: str) -> None:
    assert urgency(task, today=TODAY) == word


def test_the_nearest_day_comes_first_and_no_day_last() -> None:
    tasks = [mine(), mine(due=30), mine(due=20), mine(due=-1), mine(due=-3)]
    ordered = sorted(tasks, key=lambda task: place(task, today=TODAY))
    assert ordered == [mine(due=-3), mine(due=-1), mine(due=20), mine(due=30), mine()]
