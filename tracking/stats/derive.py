"""What the facts of one go-live say at an as-of date: state, days, and how far its hours count.

Called by the measuring service for each go-live, once per clock. The only definition of a go-live's state
in the statistics. It must not read anything but its arguments: a past as-of has to reproduce the past.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

NOT_STARTED = "not_started"
IN_PROGRESS = "in_progress"
LIVE = "live"
CANCELLED = "cancelled"
STATES = (NOT_STARTED, IN_PROGRESS, LIVE, CANCELLED)
CLOCKS = ("kickoff", "contract")
NETS = (None, "holds")
SAME_DAY = 0.5  # a duration of 0 has no logarithm; half a day is the usual stand-in


@dataclass(frozen=True, slots=True)
class Pause:
    """A hold. Work stops on `starts_on` and is taken up again on `ends_on` (None: still held)."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The dates of one go-live as recorded, those after the as-of date included."""

    kickoff: date | None
    live: date | None = None
    cancelled: date | None = None
    contract: date | None = None
    hypercare_days: int = 30
    holds: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """One go-live at an as-of date.

    state: one of STATES. event: it went live, so `days` is final; otherwise `days` is a lower bound.
    days: length on the clock asked for, above 0; None when not started or excluded.
    flags: why a started go-live is excluded: `bad_dates` (it ends before it starts), `no_contract`.
    hours_through: entries up to and including this day count; None when not started.
    hours_due: live and its hypercare window is over, so its hours should be complete.
    """

    state: str
    event: bool
    days: float | None
    flags: tuple[str, ...]
    hours_through: date | None
    hours_due: bool


@dataclass(frozen=True, slots=True)
class HoursStanding:
    """Whether a sum of hours is final (`complete`) or due and absent (`missing`); neither: still counting."""

    complete: bool
    missing: bool


def checked_as_of(as_of: object) -> date:
    """Return `as_of`; raise ValueError unless it is a plain date (a datetime would carry a time zone in)."""
    if not isinstance(as_of, date) or isinstance(as_of, datetime):
        raise ValueError(f"as_of must be a date, not {type(as_of).__name__}: pass a day such as 2026-06-30")
    return as_of


def checked_choice(name: str, value: str | None, choices: tuple[str | None, ...]) -> None:
    """Raise ValueError naming the argument unless `value` is one of `choices`."""
    if value not in choices:
        known = ", ".join(str(choice) for choice in choices)
        raise ValueError(f"{name} is {value!r}: choose one of {known}")


def derive(facts: Facts, *, as_of: date, clock: str = "kickoff", net_of: str | None = None) -> Derived:
    """Derive state and days of one go-live from its facts.

    clock: `kickoff` or `contract`, where the days begin; net_of: `holds` takes the days on hold out. Both
    change the days only, never state or order. Raises ValueError naming as_of, clock or net_of when they
    are of no known kind.
    """
    today = checked_as_of(as_of)
    checked_choice("clock", clock, CLOCKS)
    checked_choice("net_of", net_of, NETS)
    live, cancelled = known(facts.live, today), known(facts.cancelled, today)
    state = state_at(known(facts.kickoff, today), live, cancelled)
    if state == NOT_STARTED:
        return Derived(state, False, None, (), None, False)
    end = _end(state, live, cancelled, today)
    days, flags = _days(facts, clock, net_of, end, today)
    window = live + timedelta(days=facts.hypercare_days) if live else None
    through = min(day for day in (today, window, cancelled) if day is not None)
    due = state == LIVE and window is not None and window <= today
    return Derived(state, state == LIVE, days, flags, through, due)


def known(day: date | None, as_of: date) -> date | None:
    """Return the date, or None while it still lies in the future of `as_of`."""
    return day if day is not None and day <= as_of else None


def state_at(kickoff: date | None, live: date | None, cancelled: date | None) -> str:
    """State of a go-live from those of its dates that are known; the one definition.

    Cancelled on the day it went live, or later, counts as live: it did reach production.
    """
    if kickoff is None:
        return NOT_STARTED
    if cancelled is not None and (live is None or cancelled < live):
        return NOT_STARTED if cancelled < kickoff else CANCELLED
    return LIVE if live is not None else IN_PROGRESS


def hours_standing(derived: Derived, hours: float | None) -> HoursStanding:
    """Judge a sum of hours. A finished go-live without hours has missing logs, never zero hours."""
    logged = hours is not None and hours > 0
    return HoursStanding(complete=derived.hours_due and logged, missing=derived.hours_due and not logged)


def hours_to_date(entries: Iterable[tuple[date, float]], through: date | None) -> float:
    """Sum the hours of (day, hours) entries dated up to and including `through`; 0 when not started.

    Raises ValueError naming `hours` for negative or non-finite entries: corrections replace, they do not
    subtract.
    """
    listed = sorted(entries)
    for day, hours in listed:
        if not math.isfinite(hours) or hours < 0:
            raise ValueError(f"hours of the entry on {day} are {hours}: give a finite number, 0 or more")
    return math.fsum(hours for day, hours in listed if through is not None and day <= through)


def _end(state: str, live: date | None, cancelled: date | None, today: date) -> date:
    if state == LIVE and live is not None:
        return live
    return cancelled if state == CANCELLED and cancelled is not None else today


def _days(facts: Facts, clock: str, net_of: str | None, end: date, today: date) -> tuple[float | None, tuple[str, ...]]:
    start = known(facts.contract if clock == "contract" else facts.kickoff, today)
    if start is None:
        return None, ("no_contract",)
    if end < start:
        return None, ("bad_dates",)
    held = _days_held(facts.holds, start, end, today) if net_of == "holds" else 0
    return float((end - start).days - held) or SAME_DAY, ()


def _days_held(holds: tuple[Pause, ...], start: date, end: date, today: date) -> int:
    """Days in the union of the holds within [start, end]; a hold that ends after today is still open."""
    spans = sorted(
        (max(hold.starts_on, start), min(known(hold.ends_on, today) or today, end))
        for hold in holds
        if hold.starts_on <= today
    )
    held, reached = 0, start
    for begins, ends in spans:
        held += max(0, (ends - max(begins, reached)).days)
        reached = max(reached, ends)
    return held
