"""What can be shown of any number of go-lives: where days and hours went at first, and where they go lately.

Plain differences without a test. Called with figures already measured, such as hours per category or days blocked per
kind of barrier. Plain Python.
"""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TypedDict

AT_EACH_END = 3


class PartChange(TypedDict):
    """Mean of a part over the first and the last few finished go-lives, and what changed; null without two ends.

    go_lives: how many are at each end (three, or half of fewer than six; one alone is both ends).
    """

    part: str
    first: float
    last: float
    difference: float | None
    go_lives: int


def ends_compared(finished: Sequence[Mapping[str, float]]) -> list[PartChange]:
    """Compare the last three finished go-lives with the first three, part by part, sorted by name of the part.

    finished: in order of repetition, the figures of each by part; a part that is absent counts as 0. No go-lives give
    an empty list.
    """
    if not finished:
        return []
    size = max(1, min(AT_EACH_END, len(finished) // 2))
    parts = sorted({part for figures in finished for part in figures})
    return [_compared(part, finished[:size], finished[-size:], alone=len(finished) == 1) for part in parts]


def _compared(
    part: str, first: Sequence[Mapping[str, float]], last: Sequence[Mapping[str, float]], *, alone: bool
) -> PartChange:
    begun, lately = (fsum(figures.get(part, 0.0) for figures in end) / len(end) for end in (first, last))
    return PartChange(
        part=part,
        first=begun,
        last=lately,
        difference=None if alone else lately - begun,
        go_lives=len(first),
    )


def part_sentence(change: PartChange, unit: str) -> str:
    """`integration: 40 hours at first, 31 lately (9 less), by the first and last 3 finished.`"""
    first, last = round(change["first"]), round(change["last"])
    if change["difference"] is None:
        return f"{change['part']}: {first} {unit} in the only finished one."
    moved = f"{abs(last - first)} {'less' if last < first else 'more'}" if last != first else "no change"
    ends = "the first and the last" if change["go_lives"] == 1 else f"the first and last {change['go_lives']}"
    return f"{change['part']}: {first} {unit} at first, {last} lately ({moved}), by {ends} finished."
