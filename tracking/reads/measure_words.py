"""What a measure says, in sentences for an implementation lead. Pure; measures are counted, not estimated."""

from collections.abc import Iterator, Mapping
from typing import Any

_DAYS = {
    "live": "Live {days} after kickoff",
    "in_progress": "{days} since kickoff and not live yet",
    "cancelled": "Cancelled {days} after kickoff",
}
_UNKNOWN = {
    "bad_dates": "The days are unknown: it ends before it starts. Correct the dates.",
}


def measure_words(row: Mapping[str, Any]) -> list[str]:
    """`row` as the API answers it, with hours in hours."""
    if row["state"] == "not_started":
        return ["Not started: without a kickoff up to now there is nothing to measure."]
    return [*_of_days(row), *_of_hours(row), *_of_barriers(row), *_of_slip(row)]


def _of_days(row: Mapping[str, Any]) -> Iterator[str]:
    if row["days"] is None:
        yield from (_UNKNOWN[flag] for flag in row["flags"] if flag in _UNKNOWN)
        return
    without = row["days_net_of_holds"]
    held = without is not None and without < row["days"]
    said = _DAYS[row["state"]].format(days=_many(row["days"], "day"))
    rest = f", {_many(without, 'day')} of them not on hold" if held else ""
    yield f"{said}{rest}."


def _of_hours(row: Mapping[str, Any]) -> Iterator[str]:
    if row["hours_due"] and not row["hours_complete"]:
        yield "No hours are logged, although hypercare is over: it is left out of what is said of hours."
        return
    total = f"{_many(row['total_hours'], 'hour')} of help, {_number(row['handholding_hours'])} with the customer"
    yield f"{total}{'' if row['hours_complete'] else ' so far'}."
    active, logged = row["active_weeks"], row["logged_weeks"]
    if active and logged < active:
        yield f"Hours are logged in {logged} of the {active} weeks in which something was done: some may be missing."


def _of_barriers(row: Mapping[str, Any]) -> Iterator[str]:
    kinds: Mapping[str, float] = row["days_blocked_exclusive"]
    if row["days_blocked"] and kinds:
        worst = max(sorted(kinds), key=lambda kind: kinds[kind])
        yield f"Blocked on {_many(row['days_blocked'], 'day')}, most of all by {worst}."


def _of_slip(row: Mapping[str, Any]) -> Iterator[str]:
    days = row["slip_first_days"]
    if days is None or (not row["slip_final"] and days <= 0):
        return
    least = "" if row["slip_final"] else "at least "
    late = f"{least}{_many(abs(days), 'day')} {'later' if days > 0 else 'earlier'} than" if days else "on the day of"
    yield f"{late[0].upper()}{late[1:]} the first target."


def _many(number: float, unit: str) -> str:
    return f"{_number(number)} {unit}{'' if number == 1 else 's'}"


def _number(number: float) -> str:
    return f"{round(number, 1):g}" if number < 10 else f"{number:,.0f}"
