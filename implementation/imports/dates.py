"""Dates that are known to the day, month, quarter, half or year, and how they are written.

`2023-06-14`, `2023-06`, `2023-Q2`, `2023-H1`, `2023`. An imprecise one is kept as the middle day of its period, with
the precision beside it; writing it again gives the same text. Used by the import, later by the export.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

EXAMPLES = "2023-06-14, 2023-06, 2023-Q2, 2023-H1 or 2023"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ROUGH = re.compile(r"(?P<year>\d{4})(-((?P<month>\d{2})|[Qq](?P<quarter>[1-4])|[Hh](?P<half>[12])))?", re.ASCII)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class RoughDay(NamedTuple):
    """A day and how exactly it is known: day, month, quarter, half or year."""

    day: date
    precision: str


@lru_cache(maxsize=20_000)
def parse_day(text: str) -> date:
    """`2023-06-14`. Raises ValueError for anything else, the other forms of ISO 8601 included."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not written as 2023-06-14.")
    return date.fromisoformat(text)


@lru_cache(maxsize=20_000)
def parse_rough_day(text: str) -> RoughDay:
    """A day, or the middle day of a month, quarter, half or year. Raises ValueError for anything else."""
    match = _ROUGH.fullmatch(text)
    if match is None:
        return RoughDay(parse_day(text), "day")
    precision = next((name for name in ("month", "quarter", "half") if match[name]), "year")
    number = int(match[precision]) if precision != "year" else 1
    first = date(int(match["year"]), (number - 1) * _MONTHS[precision] + 1, 1)
    return RoughDay(middle_day(first, precision), precision)


def write_rough_day(day: date, precision: str) -> str:
    """The text that `parse_rough_day` reads as the period around this day."""
    number = (day.month - 1) // _MONTHS.get(precision, 1) + 1
    return {
        "day": day.isoformat(),
        "month": f"{day.year:04}-{day.month:02}",
        "quarter": f"{day.year:04}-Q{number}",
        "half": f"{day.year:04}-H{number}",
        "year": f"{day.year:04}",
    }[precision]


def period(day: date, precision: str) -> tuple[date, date]:
    """The first and the last day that the date may stand for."""
    if precision == "day":
        return day, day
    months = _MONTHS[precision]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    last_month = first.month + months - 1
    return first, first.replace(month=last_month, day=monthrange(first.year, last_month)[1])


def middle_day(day: date, precision: str) -> date:
    """The middle of the period; of an even number of days the earlier of the two in the middle."""
    first, last = period(day, precision)
    return first + timedelta(days=(last - first).days // 2)
