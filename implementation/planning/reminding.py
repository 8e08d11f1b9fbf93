"""On which day somebody is reminded of something. Pure.

A day that nobody looked on is made up for within a week: what is older is no news, and a portfolio that was just
imported reminds nobody of its past.
"""

from datetime import date, timedelta

BEFORE_DAYS = 2
BLOCKED_DAYS = 7
_MADE_UP_FOR = timedelta(days=7)


def due_day(due_on: date, today: date) -> date | None:
    """Two days before the last day of work, and on it. None: not today."""
    ahead = due_on - timedelta(days=BEFORE_DAYS)
    latest = due_on if today >= due_on else ahead
    return latest if latest <= today < due_on + _MADE_UP_FOR else None


def blocked_day(opened_on: date, today: date) -> date | None:
    """Every seven days that something blocks. None: not yet seven."""
    weeks = (today - opened_on).days // BLOCKED_DAYS
    return opened_on + timedelta(days=BLOCKED_DAYS * weeks) if weeks > 0 else None
