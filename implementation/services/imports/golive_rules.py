"""What follows from a go-live's dates, and what of them cannot be. History: gates and reasons are not asked for."""

from collections.abc import Iterator
from datetime import date

from implementation.imports.dates import period
from implementation.planning.status import golive_status
from implementation.services.imports.work import Fields, Trouble, shown

_OF_STATUS = ("kickoff_on", "live_on", "handed_over_on", "cancelled_on")
# The earlier, the later, the fault's code, and how to say it.
_ORDER = (
    ("kickoff_on", "live_on", "live_before_kickoff", "Live lies before kickoff"),
    ("kickoff_on", "cancelled_on", "dates_out_of_order", "Cancelled lies before kickoff"),
    ("live_on", "handed_over_on", "dates_out_of_order", "Handed over lies before live"),
    ("live_on", "ended_on", "dates_out_of_order", "Ended lies before live"),
)


def status(stated: Fields, existing: Fields | None, *, today: date) -> str:
    """From the dates. A stored go-live whose dates are not changed keeps its own: time alone is no change of a row."""
    merged = {**(existing or {}), **stated}
    if existing is not None and all(merged[name] == existing[name] for name in _OF_STATUS):
        return str(existing["status"])
    days = {name: date.fromisoformat(merged[name]) if merged.get(name) else None for name in _OF_STATUS}
    return golive_status(**days, today=today)


def troubles(merged: Fields) -> Iterator[Trouble]:
    """Dates out of order, and facts that exclude each other."""
    for earlier, later, code, words in _ORDER:
        if _surely_before(merged, later, earlier):
            yield Trouble((later, earlier), code, f"{words} ({shown(merged, earlier)}); mend one of the two dates.")
    if merged.get("live_on") and merged.get("cancelled_on"):
        remedy = "What was live cannot be cancelled; state when it ended, in ended_on."
        yield Trouble(("cancelled_on", "live_on"), "contradiction", remedy)
    for name in ("handed_over_on", "ended_on"):
        if merged.get(name) and not merged.get("live_on"):
            yield Trouble((name, "live_on"), "contradiction", "It was never live; state live_on, or empty this cell.")
    if merged.get("pilot_id") and merged.get("stage") == "pilot":
        remedy = "Only a go-live of stage production follows a pilot; empty this cell, or mend the stage."
        yield Trouble(("pilot_ref", "stage"), "contradiction", remedy)


def _surely_before(merged: Fields, first: str, second: str) -> bool:
    """Whether `first` lies before `second` whatever days of their periods the two are."""
    if not merged.get(first) or not merged.get(second):
        return False
    _, last_of_first = period(date.fromisoformat(merged[first]), merged[f"{first}_precision"])
    first_of_second, _ = period(date.fromisoformat(merged[second]), merged[f"{second}_precision"])
    return last_of_first < first_of_second
