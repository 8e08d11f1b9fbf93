"""The planner's view of a task, in numbers of days, and how its offset shrinks with a nearer target.

Shared by `layout` (which dates tasks) and `earliest` (which asks how near a target may be).
"""

from dataclasses import dataclass

KICKOFF = "kickoff"
GO_LIVE = "go_live"


@dataclass(frozen=True, slots=True)
class Offsets:
    """One task of a chain: `offset` from its anchor, `duration` in days, the keys it waits for, sorted."""

    key: str
    anchor: str
    offset: int
    duration: int
    waits_for: tuple[str, ...]


def scaled(offset: int, span: int, nominal_days: int) -> int:
    """An offset from kickoff where the target is `span` days off: the nearest whole day, halves to the later.

    Whole-number arithmetic, so that no machine rounds differently. A target at or past the nominal length
    scales nothing.
    """
    if span >= nominal_days:
        return offset
    return (2 * offset * span + nominal_days) // (2 * nominal_days)
