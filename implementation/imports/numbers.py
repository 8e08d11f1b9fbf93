"""Reading numbers and truth values as people write them. Each raises ValueError with the remedy.

Results of text are cached: a file of half a million hours has few different ones.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

LARGEST = 2**31 - 1
_WHOLE = re.compile(r"(\d{1,12})(\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"\d{1,9}(\.\d{0,12})?|\.\d{1,12}", re.ASCII)
_TRUE = frozenset({"true", "yes", "1", "y", "t"})
_FALSE = frozenset({"false", "no", "0", "n", "f"})


class OutOfRangeError(ValueError):
    """It is a number, but too small or too large."""


@lru_cache(maxsize=10_000)
def whole_number(text: str) -> int:
    """0 to 2,147,483,647; `1000.0`, as spreadsheets write it, is 1000."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        _refuse_negative(text)
        raise ValueError("Write a whole number in digits, such as 120.")
    number = int(match[1])
    if number > LARGEST:
        raise OutOfRangeError(f"The number is too large; {LARGEST} is the most.")
    return number


@lru_cache(maxsize=10_000)
def minutes(hours: str) -> int:
    """Decimal hours as whole minutes, half a minute rounded up."""
    if not _DECIMAL.fullmatch(hours):
        _refuse_negative(hours)
        point = " Write a point, not a comma, before the decimals." if "," in hours else ""
        raise ValueError(f"Write hours as a number, such as 7.5.{point}")
    number = int((Decimal(hours) * 60).to_integral_value(ROUND_HALF_UP))
    if number > LARGEST:
        raise OutOfRangeError(f"The number is too large; {LARGEST // 60} hours are the most.")
    return number


def truth(text: str) -> bool:
    word = text.lower()
    if word not in _TRUE and word not in _FALSE:
        raise ValueError("Write true or false.")
    return word in _TRUE


def _refuse_negative(text: str) -> None:
    if text.startswith("-") and text[1:].replace(".", "", 1).isdecimal():
        raise OutOfRangeError("The number is negative; 0 is the least.")
