"""A small portfolio whose go-lives take less and less time: enough of it for a trend."""

from datetime import date, timedelta

from implementation.models import Customer, GoLive, Product
from tests import factories as make

FIRST = date(2025, 1, 1)


def learning_golives(count: int, *, of: Product, at: Customer, since: date = FIRST) -> list[GoLive]:
    """One go-live each 20 days, the nth live after 100 / n ** 0.3 days and with 40 / n ** 0.3 hours."""
    return [_golive(number, of, at, since + timedelta(days=20 * number)) for number in range(1, count + 1)]


def _golive(number: int, of: Product, at: Customer, kickoff_on: date) -> GoLive:
    days = round(100 / number**0.3 * (1.1 if number % 2 else 0.9))
    golive = make.golive(of=of, at=at, kickoff_on=kickoff_on, live_on=kickoff_on + timedelta(days=days))
    for step in range(4):
        make.hours(golive, round(10 / number**0.3, 2), on=kickoff_on + timedelta(days=step))
    return golive
