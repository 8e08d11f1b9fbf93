"""Order among things that wait for each other.

Shared by the playbook loader, the planner and the import, so that all three mean the same by "prerequisite"
and name the same cycle. A graph is a mapping from a key to the keys it waits for; a key that is only waited
for counts as one without prerequisites. Every answer depends on the keys alone, never on the order of rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from graphlib import CycleError as StandardCycleError
from graphlib import TopologicalSorter
from typing import Any, Protocol, TypeVar

from implementation.planning.errors import PlanError


class Sortable(Protocol):
    """A key: hashable, and with an order among its like (text, numbers, UUIDs)."""

    def __lt__(self, other: Any, /) -> bool: ...

    def __hash__(self) -> int: ...


K = TypeVar("K", bound=Sortable)
Prerequisites = Mapping[K, Collection[K]]


class CycleError(PlanError):
    """Things that wait for each other in a circle; `cycle` holds their keys, see `find_cycle`."""

    def __init__(self, cycle: tuple[Sortable, ...]) -> None:
        self.cycle = cycle
        super().__init__(f"These wait for each other in a circle: {cycle_in_words(cycle)}. Remove a prerequisite.")


def topological_order(prerequisites: Prerequisites[K]) -> list[K]:
    """All keys, each after everything it waits for; where that leaves a choice, in layers, sorted by key.

    Raises CycleError where no such order exists.
    """
    waits_for = {key: len(set(waits)) for key, waits in prerequisites.items()}
    followers: defaultdict[K, list[K]] = defaultdict(list)
    for key, waits in prerequisites.items():
        for waited in set(waits):
            followers[waited].append(key)
    ordered: list[K] = []
    layer = sorted(key for key in {*waits_for, *followers} if not waits_for.get(key))
    while layer:
        ordered.extend(layer)
        layer = sorted(_freed_by(layer, followers, waits_for))
    if len(ordered) < len({*waits_for, *followers}):
        cycle = find_cycle(prerequisites)
        raise CycleError(cycle or ())
    return ordered


def _freed_by(layer: list[K], followers: Mapping[K, list[K]], waits_for: dict[K, int]) -> Iterator[K]:
    """Those that have waited for the keys of the layer alone, with all before it counted off already."""
    for key in layer:
        for follower in followers.get(key, ()):
            waits_for[follower] -= 1
            if not waits_for[follower]:
                yield follower


def find_cycle(prerequisites: Prerequisites[K]) -> tuple[K, ...] | None:
    """One circle, or None: each key waits for the next, the last for the first; the smallest comes first."""
    try:
        _sorter(prerequisites).prepare()
    except StandardCycleError as error:
        return _cycle_of(error)
    return None


def find_cycles(prerequisites: Prerequisites[K]) -> Iterator[tuple[K, ...]]:
    """Circles that share no key, until none is left: enough to show all the places that need mending."""
    left = dict(prerequisites)
    while (cycle := find_cycle(left)) is not None:
        yield cycle
        left = {key: [k for k in waits if k not in cycle] for key, waits in left.items() if key not in cycle}


def cycle_in_words(cycle: tuple[Sortable, ...]) -> str:
    """`("a", "b")` as "a → b → a"; the arrow reads "waits for"."""
    return " → ".join(str(key) for key in (*cycle, cycle[0]))


def upstream(prerequisites: Prerequisites[K], key: K) -> set[K]:
    """Everything `key` waits for, directly or through others. `key` itself is in it only if in a circle."""
    found: set[K] = set()
    waiting = list(prerequisites.get(key, ()))
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(prerequisites.get(current, ()))
    return found


def linked_through(prerequisites: Prerequisites[K], kept: Set[K]) -> dict[K, frozenset[K]]:
    """The graph of the kept keys alone, linked through the others: each waits for the nearest kept ones.

    Among kept keys "waits for, directly or through others" stays exactly what it was. Raises CycleError.
    """
    nearest: dict[K, frozenset[K]] = {}
    for key in topological_order(prerequisites):
        nearest[key] = frozenset().union(
            *({waited} if waited in kept else nearest[waited] for waited in prerequisites.get(key, ()))
        )
    return {key: waits for key, waits in nearest.items() if key in kept}


def _sorter(prerequisites: Prerequisites[K]) -> TopologicalSorter[K]:
    # Added in sorted order: the library's choice of a circle follows the order of adding.
    sorter: TopologicalSorter[K] = TopologicalSorter()
    for key in sorted(prerequisites):
        sorter.add(key, *sorted(prerequisites[key]))
    return sorter


def _cycle_of(error: StandardCycleError) -> tuple[Any, ...]:
    """The library repeats the first key at the end and lists each key before the one that waits for it."""
    return _smallest_first(tuple(reversed(error.args[1][1:])))


def _smallest_first(cycle: tuple[K, ...]) -> tuple[K, ...]:
    first = cycle.index(min(cycle))
    return cycle[first:] + cycle[:first]
