"""How near a target may be before a plan compresses a task.

Called by `layout`. Where a task ends is the later of two things: what comes down to it from kickoff, at a day
that is known, and what comes from go-live, at a distance from it. A task anchored on go-live is kept from its
anchored date by the first kind only until the target is late enough; by the second kind always.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from implementation.planning.offsets import KICKOFF, Offsets, scaled

Scaling = Callable[[int], int]


def earliest_span(chain: Sequence[Offsets], *, nominal_days: int) -> int | None:
    """Fewest days from kickoff to go-live that compress no task; None where no number does.

    `chain` holds each task after its prerequisites. Nearer targets also scale the offsets from kickoff, and
    rounding makes that uneven, so the spans below the nominal length are tried one by one, from the least
    that durations alone allow.
    """
    least = _needed(chain, lambda offset: min(offset, 0))
    unscaled = _needed(chain, lambda offset: offset)
    if least is None or unscaled is None:
        return None
    for span in range(least, nominal_days):
        needed = _needed(chain, partial(scaled, span=span, nominal_days=nominal_days))
        if needed is not None and needed <= span:
            return span
    return max(nominal_days, unscaled)


def _needed(chain: Sequence[Offsets], scaling: Scaling) -> int | None:
    """Days to go-live that the chain needs with offsets from kickoff scaled so; None: never enough."""
    from_kickoff: dict[str, float] = {}  # end of each task, counted from kickoff
    from_go_live: dict[str, float] = {}  # end of each task, counted from go-live
    needed: float = 0
    for task in chain:
        after_kickoff = max((from_kickoff[key] for key in task.waits_for), default=-inf)
        after_go_live = max((from_go_live[key] for key in task.waits_for), default=-inf)
        if task.anchor == KICKOFF:
            after_kickoff = max(after_kickoff, scaling(task.offset))
        elif after_go_live > task.offset:
            return None
        else:
            needed = max(needed, after_kickoff - task.offset)
            after_go_live = task.offset
        from_kickoff[task.key] = after_kickoff + task.duration
        from_go_live[task.key] = after_go_live + task.duration
    return int(needed)
