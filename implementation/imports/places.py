"""Reading countries and time zones. Each raises ValueError with the remedy."""

import re
from functools import cache
from zoneinfo import available_timezones

_TWO_LETTERS = re.compile(r"[A-Za-z]{2}", re.ASCII)


def country(text: str) -> str:
    """A code of two letters, in capitals. Whether such a country exists is not looked up."""
    if not _TWO_LETTERS.fullmatch(text):
        raise ValueError("Write the country's code of two letters (ISO 3166-1), such as US.")
    return text.upper()


def time_zone(text: str) -> str:
    if text not in _zones():
        raise ValueError("Write the IANA name of the time zone, such as America/Chicago.")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
