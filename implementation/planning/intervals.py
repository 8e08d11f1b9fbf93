"""Days covered by holds and barriers.

Called by the measures and by pages that tell what blocked a go-live. An interval holds its first day and not
its last: one opened and closed on the same day covers no day, and two that meet do not overlap. What is still
open runs to the day of the question, which the caller gives: there is no clock here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The days from `start` up to, not including, `end`. Raises ValueError where `end` comes first."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"The interval from {self.start} ends before, on {self.end}. Swap the two dates.")

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days


def known_by(start: date, end: date | None, as_of: date) -> Interval | None:
    """The interval as known on `as_of`: cut there, open ones run to it; None where it had not begun."""
    if start > as_of:
        return None
    return Interval(start, as_of if end is None else min(end, as_of))


def clipped(intervals: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    """The parts inside `window`; what lies outside it, or covers no day of it, is dropped."""
    parts = ((max(one.start, window.start), min(one.end, window.end)) for one in intervals)
    return tuple(Interval(start, end) for start, end in parts if start < end)


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The days covered by any of them, as intervals that neither overlap nor meet, in order."""
    merged: list[Interval] = []
    for one in sorted(one for one in intervals if one.days):
        if merged and one.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, one.end))
        else:
            merged.append(one)
    return tuple(merged)


def without(intervals: Iterable[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """The days covered by any of them and by none of `holes`, in order."""
    left = list(union(intervals))
    for hole in union(holes):
        left = [part for one in left for part in _around(one, hole)]
    return tuple(left)


def _around(one: Interval, hole: Interval) -> Iterable[Interval]:
    """What of `one` lies before and after the hole."""
    if hole.end <= one.start or one.end <= hole.start:
        return [one]
    before = [Interval(one.start, hole.start)] if one.start < hole.start else []
    return [*before, Interval(hole.end, one.end)] if hole.end < one.end else before


def total_days(intervals: Iterable[Interval]) -> int:
    """Days covered by any of them; a day covered twice counts once."""
    return sum(one.days for one in union(intervals))


def days_net_of(window: Interval, pauses: Iterable[Interval]) -> int:
    """Days of `window` that no pause covers."""
    return window.days - total_days(clipped(pauses, window))


def attributed_days(by_kind: Mapping[K, Iterable[Interval]]) -> dict[K, int]:
    """Days each kind covers, whatever the others do: the sum may exceed the days covered at all."""
    return {kind: total_days(intervals) for kind, intervals in by_kind.items()}


def exclusive_days(by_kind: Mapping[K, Iterable[Interval]]) -> dict[K, Fraction]:
    """Days of each kind where a day that several cover is split equally among them.

    Exact: the sum is `total_days` of all intervals together. Two intervals of one kind on a day count as one.
    """
    merged = {kind: union(intervals) for kind, intervals in by_kind.items()}
    edges = sorted({edge for parts in merged.values() for one in parts for edge in (one.start, one.end)})
    shares = dict.fromkeys(merged, Fraction(0))
    for start, end in pairwise(edges):
        covering = [k for k, parts in merged.items() if any(p.start <= start and end <= p.end for p in parts)]
        for kind in covering:
            shares[kind] += Fraction((end - start).days, len(covering))
    return shares
