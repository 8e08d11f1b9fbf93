"""Where the days of a go-live went: on hold, blocked by whom and by what, or free to work. Pure.

Called by the measures and by the read of a go-live's days, so that both tell the same. Days run from kickoff to the
day it went live or was cancelled, or to the day of the question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from implementation.planning.intervals import (
    Interval,
    attributed_days,
    clipped,
    exclusive_days,
    total_days,
    without,
)

By = Mapping[str, Iterable[Interval]]


@dataclass(frozen=True, slots=True)
class BlockedDays:
    """`total`: days with any barrier. `attributed`: a day counts for each of its kinds; `exclusive`: it is shared."""

    total: int
    attributed: dict[str, int]
    exclusive: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class SplitDays:
    """All days of the window, each once: held, blocked by a side (shared equally by several), or free."""

    held: int
    blocked: dict[str, Fraction]
    free: Fraction


def counted_window(*, kickoff: date | None, live: date | None, cancelled: date | None, as_of: date) -> Interval | None:
    """The days that count, as known on `as_of`; None before kickoff, or where the dates contradict each other.

    Cancelled on the day it went live, or later, counts as live: it did reach production.
    """
    if kickoff is None or kickoff > as_of:
        return None
    ends = [day for day in (live, cancelled) if day is not None and day <= as_of]
    end = min(ends, default=as_of)
    return Interval(kickoff, end) if end >= kickoff else None


def blocked_days(by_kind: By, window: Interval | None) -> BlockedDays:
    """Days of the window by kind of barrier; kinds without any are left out. What lay outside delayed nothing."""
    inside = _inside(by_kind, window)
    total = total_days(one for parts in inside.values() for one in parts)
    return BlockedDays(total, attributed_days(inside), exclusive_days(inside))


def split_days(window: Interval, *, holds: Iterable[Interval], by_side: By) -> SplitDays:
    """A hold takes its days from the barriers under it: nobody works then, whatever stands in the way."""
    paused = clipped(holds, window)
    inside = {side: without(parts, paused) for side, parts in _inside(by_side, window).items()}
    shares = {side: days for side, days in exclusive_days(inside).items() if days}
    held = total_days(paused)
    return SplitDays(held, shares, window.days - held - sum(shares.values(), Fraction(0)))


def _inside(by: By, window: Interval | None) -> dict[str, tuple[Interval, ...]]:
    if window is None:
        return {}
    inside = {name: clipped(lasted, window) for name, lasted in sorted(by.items())}
    return {name: parts for name, parts in inside.items() if parts}
