"""The planner's view of a task, in numbers of days, and how its offset shrinks with a nearer target.

Shared by `layout` and `replan` (which date tasks) and `earliest` (which asks how near a target may be).
"""

from dataclasses import dataclass

KICKOFF = "kickoff"
GO_LIVE = "go_live"
# Of tasks without an anchor: they follow what they wait for, or stay where they are.
FOLLOWS = "follows"
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Offsets:
    """One task of a chain: `offset` from its anchor, `duration` in days, the keys it waits for, sorted.

    `at` is where a kept task starts and the day after it ends, each where it is known; and where a task that follows
    others stays as long as none of them has a day.
    """

    key: str
    anchor: str
    offset: int
    duration: int
    waits_for: tuple[str, ...]
    at: tuple[int | None, int | None] = (None, None)


def scaled(offset: int, span: int, nominal_days: int) -> int:
    """An offset from kickoff where the target is `span` days off: the nearest whole day, halves to the later.

    Whole-number arithmetic, so that no machine rounds differently. A target at or past the nominal length
    scales nothing. Nor is work before the kickoff scaled: it would start later the nearer the target is, and with it
    all that waits for it.
    """
    if span >= nominal_days or offset <= 0:
        return offset
    return (2 * offset * span + nominal_days) // (2 * nominal_days)
