"""How far a checklist has come: by category, by phase and in all. Pure; pages and the API read it.

A finished task (done or skipped) counts as one. A task that counts something, such as people trained, counts as the
part of its number that is reached until it is finished; any other counts as nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

FINISHED = frozenset({"done", "skipped"})
BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Item:
    """One task as it stands."""

    category: str
    phase: str
    status: str
    customer_visible: bool = False
    count_target: int | None = None
    count_done: int | None = None

    @property
    def share(self) -> Fraction:
        """How much of it is done, from 0 to 1."""
        if self.status in FINISHED:
            return Fraction(1)
        return Fraction(min(self.count_done or 0, self.count_target), self.count_target) if self.count_target else _NONE


_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the tasks. `percent` is rounded down, so that 100 says that everything is finished."""

    name: str
    tasks: int
    finished: int
    blocked: int
    percent: int
    count_target: int
    count_done: int


@dataclass(frozen=True, slots=True)
class Progress:
    overall: Part
    by_category: list[Part]
    by_phase: list[Part]


def progress(items: Iterable[Item], *, categories: Iterable[str] = (), phases: Iterable[str] = ()) -> Progress:
    """`categories` and `phases`: in which order they are told; others follow as they come, those without are not."""
    listed = list(items)
    return Progress(
        overall=part("all", listed),
        by_category=_parts(listed, lambda item: item.category, categories),
        by_phase=_parts(listed, lambda item: item.phase, phases),
    )


def part(name: str, items: list[Item]) -> Part:
    """The tasks together, under that name."""
    share = sum((item.share for item in items), _NONE)
    counting = [item for item in items if item.count_target]
    return Part(
        name=name,
        tasks=len(items),
        finished=sum(item.status in FINISHED for item in items),
        blocked=sum(item.status == BLOCKED for item in items),
        percent=int(100 * share / len(items)) if items else 0,
        count_target=sum(item.count_target or 0 for item in counting),
        count_done=sum(item.count_done or 0 for item in counting),
    )


def _parts(items: list[Item], name_of: Callable[[Item], str], order: Iterable[str]) -> list[Part]:
    named: dict[str, list[Item]] = {name: [] for name in order}
    for item in items:
        named.setdefault(name_of(item), []).append(item)
    return [part(name, found) for name, found in named.items() if found]
