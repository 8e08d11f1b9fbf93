"""The hot paths: the requests of each, how many times its floor's cost it may take at most, and what it should take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle, islice
from uuid import UUID

from django.db.models import Exists, OuterRef

from implementation.models import GoLive, GoLiveStatus, Task, TaskDependency, TaskStatus
from implementation.models.playbooks import Category
from tests.benchmarks.client import Call

CONNECTIONS = 8
_ROTATED = 400
_V1 = "/api/v1"
_OPEN = "todo,in_progress,blocked"
_FIRST_DAY = date(2015, 1, 1)

# One connection's requests, for the connections of the program and for those of the floor: neither undoes the other's.
Lanes = Callable[[int], list[Iterator[Call]]]


@dataclass(frozen=True)
class HotPath:
    """`limit` and `goal` are multiples of the floor's cost; None where none is set."""

    name: str
    lanes: Lanes
    limit: float | None
    goal: float | None
    # Whether the same call may be sent twice and answers the same.
    reads: bool = True


def _reading(calls: Callable[[], list[Call]]) -> Lanes:
    """Each connection goes through all the calls, from a place of its own."""

    def lanes(side: int) -> list[Iterator[Call]]:
        found = calls()
        apart = max(1, len(found) // CONNECTIONS)
        return [islice(cycle(found), lane * apart, None) for lane in range(CONNECTIONS)]

    return lanes


def _task_lists() -> list[Call]:
    return [Call("GET", f"{_V1}/tasks?status={_OPEN}&category={one}&limit=50") for one in Category.values]


def _golive_lists() -> list[Call]:
    shown = ("live,handed_over", "live", "planned,in_progress,live,handed_over")
    return [Call("GET", f"{_V1}/go-lives?status={statuses}&limit=50") for statuses in shown]


def _golives() -> list[Call]:
    ids = GoLive.objects.order_by("?").values_list("id", flat=True)[:_ROTATED]
    return [Call("GET", f"{_V1}/go-lives/{golive_id}") for golive_id in ids]


def _tasks() -> list[Call]:
    ids = Task.objects.order_by("?").values_list("id", flat=True)[:_ROTATED]
    return [Call("GET", f"{_V1}/tasks/{task_id}") for task_id in ids]


def _transitions(side: int) -> list[Iterator[Call]]:
    """Done and reopened, in turns; each task has prerequisites, and each connection go-lives of its own."""
    prerequisites = TaskDependency.objects.filter(task=OuterRef("pk"))
    done = Task.objects.filter(Exists(prerequisites), status=TaskStatus.DONE, evidence_required=False, gate="none")
    ongoing = done.filter(golive__status__in=[GoLiveStatus.IN_PROGRESS, GoLiveStatus.LIVE])
    one_each = ongoing.order_by("golive_id", "id").distinct("golive_id").values_list("id", flat=True)
    found = list(one_each[: 2 * _ROTATED])[side::2]
    return [_back_and_forth(found[lane::CONNECTIONS]) for lane in range(CONNECTIONS)]


def _back_and_forth(task_ids: list[UUID]) -> Iterator[Call]:
    for task_id in cycle(task_ids):
        for to in (TaskStatus.IN_PROGRESS, TaskStatus.DONE):
            yield Call("POST", f"{_V1}/tasks/{task_id}/transitions", {"to": to.value})


def _time_entries(side: int) -> list[Iterator[Call]]:
    golives = [str(row) for row in GoLive.objects.order_by("?").values_list("id", flat=True)[:_ROTATED]]
    return [_hours(f"Person {side}-{lane}", golives[lane::CONNECTIONS]) for lane in range(CONNECTIONS)]


def _hours(person: str, golive_ids: list[str]) -> Iterator[Call]:
    """A day has 24 hours, so the days go on."""
    for number, golive_id in zip(count(), cycle(golive_ids), strict=False):
        fields = {"minutes": 15, "person": person, "activity": "training", "with_customer": True}
        worked_on = (_FIRST_DAY + timedelta(days=number % 3650)).isoformat()
        yield Call("POST", f"{_V1}/time-entries", {"go_live": golive_id, "worked_on": worked_on, **fields})


PATHS = (
    HotPath("50 tasks, filtered", _reading(_task_lists), limit=3, goal=2),
    HotPath("50 go-lives with progress", _reading(_golive_lists), limit=4, goal=2.5),
    HotPath("one go-live", _reading(_golives), limit=4, goal=2.5),
    HotPath("one task", _reading(_tasks), limit=4, goal=2.5),
    HotPath("a task's transition", _transitions, limit=6, goal=4, reads=False),
    HotPath("a posted time entry", _time_entries, limit=None, goal=None, reads=False),
)
