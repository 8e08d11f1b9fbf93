"""How near a target may be before a plan compresses a task.

Called by `layout` and `replan`. Targets are tried by the forward pass itself, so the answer is by its own rules the
first target that compresses nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from implementation.planning.forward import FromAnchor, forward
from implementation.planning.offsets import GO_LIVE, KEPT, Offsets, scaled

# Of a target so many days off: the function that dates what counts from it.
Target = Callable[[int], FromAnchor]
# Before everything that a plan can hold, whatever its tasks last.
_LONG_AGO = -(10**9)


def earliest_span(
    chain: Sequence[Offsets],
    *,
    nominal_days: int | None,
    length: Callable[[int], int] = lambda span: span,
    target: Target = lambda span: lambda offset: span + offset,
    at_least: int = 0,
) -> int | None:
    """Fewest days from kickoff to go-live that compress no task; None where no number does.

    `chain` holds each task after its prerequisites, counted from kickoff. Nearer targets also scale the offsets from
    kickoff, and rounding makes that uneven, so the spans below the nominal length are tried one by one, from the least
    that durations alone allow. `length` and `target` say what pauses make of a span: how many days of work it has,
    and where what counts from its end lies.
    """
    chain = _that_matters(chain)
    if _contradicts_itself(chain):
        return None
    compressed = partial(_compressed, chain, target=target)
    span = _first(compressed, lambda offset: min(offset, 0), at_least)
    while nominal_days is not None and (days := length(span)) < nominal_days:
        if not compressed(span, partial(scaled, span=days, nominal_days=nominal_days)):
            return span
        span += 1
    return _first(compressed, lambda offset: offset, span)


def _that_matters(chain: Sequence[Offsets]) -> list[Offsets]:
    """The tasks that count from go-live, with what they wait for, directly or through others: many spans are tried."""
    wanted: set[str] = set()
    for task in reversed(chain):
        if task.anchor == GO_LIVE or task.key in wanted:
            wanted.update({task.key}, task.waits_for)
    return [task for task in chain if task.key in wanted]


def _compressed(chain: Sequence[Offsets], span: int, scaling: FromAnchor, *, target: Target) -> int:
    """The most days that a task is pushed past its go-live-anchored day by a target `span` days from kickoff."""
    placed = forward(chain, from_kickoff=scaling, from_go_live=target(span))
    return max((placed[task.key].pushed for task in chain if task.anchor == GO_LIVE), default=0)


def _first(compressed: Callable[[int, FromAnchor], int], scaling: FromAnchor, span: int) -> int:
    """The first span from `span` on that compresses nothing. A later target helps by no more than it is later."""
    while by := compressed(span, scaling):
        span += by
    return span


def _contradicts_itself(chain: Sequence[Offsets]) -> bool:
    """Whether tasks that count from go-live push each other, wherever it lies: all others are long over."""
    alone = [replace(task, at=(_LONG_AGO, _LONG_AGO)) if task.anchor == KEPT else task for task in chain]
    placed = forward(alone, from_kickoff=lambda offset: _LONG_AGO, from_go_live=lambda offset: offset)
    return any(placed[task.key].pushed for task in chain if task.anchor == GO_LIVE)
