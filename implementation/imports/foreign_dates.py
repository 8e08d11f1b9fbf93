"""Dates as other tools write them, and telling which part of them is the day.

14/06/2023, 6/14/23, 14.06.2023, 14-Jun-23, Jun 14, 2023, each also with a time of the day behind. Pure.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy"
STYLES = (YEAR_FIRST, DAY_FIRST, MONTH_FIRST)
"""What comes first in a date of numbers; what stands between them does not matter."""
UNDECIDED = f"{DAY_FIRST} or {MONTH_FIRST}?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"([ T,]+\d{1,2}:\d{2}.*)?"
_NUMBERS = re.compile(rf"(\d{{1,4}})[/. -](\d{{1,2}})[/. -](\d{{2}}|\d{{4}}){_TIME}", re.ASCII)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})[/. -]+([A-Za-z]{{3,9}})[/., -]+(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_MONTH_DAY = re.compile(rf"([A-Za-z]{{3,9}})[. ]+(\d{{1,2}}),? +(\d{{4}}){_TIME}", re.ASCII)
_CENTURY = 2000


@lru_cache(maxsize=20_000)
def read_date(text: str, style: str) -> str:
    """The day as 2023-06-14; text that is no such date comes back as it is."""
    parts = _parts(text.strip(), style)
    if parts is None:
        return text
    year, month, day = parts
    try:
        return date(year if year > 99 else _CENTURY + year, month, day).isoformat()
    except ValueError:
        return text


def style_of(texts: Iterable[str]) -> str | None:
    """How the dates are written; None where day and month cannot be told apart, or contradict each other.

    A number above 12 is a day.
    """
    first_above, second_above, any_numbers = False, False, False
    for text in texts:
        match = _NUMBERS.fullmatch(text.strip())
        if match is None or len(match[1]) == 4:
            continue
        any_numbers = True
        first_above |= int(match[1]) > 12
        second_above |= int(match[2]) > 12
    if not any_numbers:
        return YEAR_FIRST
    if first_above == second_above:
        return None
    return DAY_FIRST if first_above else MONTH_FIRST


def _parts(text: str, style: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if match := _NUMBERS.fullmatch(text):
        first, second, third = (int(match[place]) for place in (1, 2, 3))
        if len(match[1]) == 4:
            return first, second, third
        return None if style == YEAR_FIRST else (third, *((second, first) if style == DAY_FIRST else (first, second)))
    if match := _DAY_MONTH.fullmatch(text):
        return int(match[3]), _month(match[2]), int(match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return int(match[3]), _month(match[1]), int(match[2])
    return None


def _month(word: str) -> int:
    """0 for a word that is none, which is no date then."""
    return _MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in _MONTHS else 0
