"""How far a go-live slipped against its first and its last target. Pure: values in, values out.

Called by the measures and by the read of a go-live's days, so that both tell the same.

A go-live that is not live yet can be live on its last target or today at the earliest, whichever is later; its
slip is what it is at least. Of one that has not kicked off, or whose kickoff nobody stated, only the moves count:
nobody knows that it is still open. A date known by month or year is its middle day, and the slip takes on the coarser
precision of its two dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# As `Precision` of the models spells them.
_FROM_FINE_TO_COARSE = ("day", "month", "quarter", "half", "year")
_EXACT = _FROM_FINE_TO_COARSE[0]


@dataclass(frozen=True, slots=True)
class Day:
    """A date as exactly as it is known."""

    on: date
    precision: str = _EXACT


@dataclass(frozen=True, slots=True)
class Move:
    """One change of the target. `announced_on` None: known whatever the day of the question."""

    announced_on: date | None
    old: Day | None
    new: Day


@dataclass(frozen=True, slots=True)
class Slip:
    """Days from a target to live; `days` None where one of the two is unknown."""

    days: int | None = None
    precision: str = _EXACT


@dataclass(frozen=True, slots=True)
class Slips:
    first_target: Day | None
    last_target: Day | None
    moves: int
    first: Slip
    last: Slip
    final: bool


def slips(
    *, target: Day | None, moves: Sequence[Move], live: Day | None, cancelled: bool, started: bool, as_of: date
) -> Slips:
    """The slips as known on `as_of`.

    `target` is the present one, `moves` are in order of announcement, `live` and `cancelled` are known already.
    """
    made = [move for move in moves if move.announced_on is None or move.announced_on <= as_of]
    first, last = _first(target, moves, made), _last(target, moves, made)
    arrival = None if cancelled else live or _earliest(last, as_of if started else None)
    against_last = Slip() if live is None and not started else _slip(last, arrival)
    return Slips(first, last, len(made), _slip(first, arrival), against_last, live is not None)


def _first(target: Day | None, moves: Sequence[Move], made: Sequence[Move]) -> Day | None:
    """The target before the first move; where that is not stated, the first that is."""
    if not moves:
        return target
    return moves[0].old or (moves[0].new if made else None)


def _last(target: Day | None, moves: Sequence[Move], made: Sequence[Move]) -> Day | None:
    """The target after the moves made so far; those announced later are not known yet."""
    if len(made) == len(moves):
        return target or (made[-1].new if made else None)
    return made[-1].new if made else moves[0].old


def _earliest(last: Day | None, today: date | None) -> Day | None:
    if last is None or today is None:
        return last
    return last if last.on >= today else Day(today)


def _slip(target: Day | None, arrival: Day | None) -> Slip:
    if target is None or arrival is None:
        return Slip()
    coarser = max(target.precision, arrival.precision, key=_FROM_FINE_TO_COARSE.index)
    return Slip((arrival.on - target.on).days, coarser)
