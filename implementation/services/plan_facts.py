"""What the planner is told of go-lives: their windows and the facts of their tasks, by a constant few statements."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from implementation.models import GoLive, Hold, Task, TaskStatus
from implementation.models.compiled import compiled_rows
from implementation.models.playbooks import DayKind
from implementation.models.prerequisites import with_prerequisites
from implementation.models.tasks import FINISHED
from implementation.planning.calendars import CALENDAR_DAYS, Calendar
from implementation.planning.facts import TaskFacts, Window
from implementation.planning.intervals import Interval
from implementation.planning.work_days import work_days

ONE_DAY = timedelta(days=1)
_FACTS = (
    "anchor", "offset_days", "duration_days", "planned_start_on", "due_on", "start_on", "done_on", "status", "pinned",
    "gate", "phase",
)  # fmt: skip

# What `TaskFacts.hears` says, as the database is asked it; what is done has a day.
_MOVABLE = Q(pinned=False, start_on=None, status__in=[TaskStatus.TODO, TaskStatus.BLOCKED])
_DATELESS = Q(start_on=None, planned_start_on=None, due_on=None) & ~Q(status__in=FINISHED)
HEARS = _MOVABLE | _DATELESS

_MADE_FOR = (
    "golive__playbook_version__nominal_days", "golive__playbook_version__day_kind", "golive__customer__country",
)  # fmt: skip
_MadeFor = tuple[int | None, str | None, str]
_FOR_NOTHING: _MadeFor = (None, None, "")
_Ask = Callable[[str, Callable[[Q], QuerySet[Any]]], Iterable[tuple[Any, ...]]]


class PlanFacts(NamedTuple):
    """All that the plan of a go-live is made of."""

    window: Window
    tasks: tuple[TaskFacts, ...]


def plan_facts(golives: Collection[GoLive]) -> dict[UUID, PlanFacts]:
    """The facts of each go-live, by its id. Its own days are taken from the row as it is in hand."""
    rows = _asked([golive.id for golive in golives])
    made_for: dict[UUID, _MadeFor] = {}
    pauses, tasks = defaultdict(list), defaultdict(list)
    for golive_id, starts_on, ends_on in rows("pauses", _pauses):
        pauses[golive_id].append(Interval(starts_on, ends_on + ONE_DAY))
    for golive_id, nominal_days, day_kind, country, task_id, depends_on, *fields in rows("tasks", _tasks):
        made_for[golive_id] = nominal_days, day_kind, country
        tasks[golive_id].append(TaskFacts(str(task_id), tuple(map(str, depends_on)), *fields))
    return {
        golive.id: PlanFacts(
            _window(golive, made_for.get(golive.id, _FOR_NOTHING), tuple(pauses[golive.id])),
            tuple(tasks[golive.id]),
        )
        for golive in golives
    }


def facts_of(task: Task) -> TaskFacts:
    """The facts of a row in hand, but for its prerequisites."""
    return TaskFacts(str(task.id), (), *(getattr(task, name) for name in _FACTS))


def with_row(facts: PlanFacts, task: Task) -> PlanFacts:
    """The facts, with those of one task as it is in hand and may not be stored yet."""
    known, stated = str(task.id), facts_of(task)
    return facts._replace(
        tasks=tuple(stated._replace(depends_on=one.depends_on) if one.key == known else one for one in facts.tasks)
    )


def calendar_of(day_kind: str | None, country: str) -> Calendar:
    """The calendar of a playbook of this kind, for a customer of this country."""
    return work_days(country) if day_kind == DayKind.WORKING else CALENDAR_DAYS


def _window(golive: GoLive, made_for: _MadeFor, pauses: tuple[Interval, ...]) -> Window:
    nominal_days, day_kind, country = made_for
    return Window(
        kickoff_on=golive.kickoff_on,
        go_live_on=golive.live_on or golive.target_on,
        nominal_days=nominal_days,
        length=golive.plan_days,
        calendar=calendar_of(day_kind, country),
        pauses=pauses,
        is_live=golive.live_on is not None,
    )


def _asked(golive_ids: Sequence[UUID]) -> _Ask:
    """Asks of one go-live, by far the most frequent, by a statement that is compiled once."""
    if len(golive_ids) == 1:
        one = {"golive_id": golive_ids[0]}
        return lambda name, build: compiled_rows(
            f"plan {name}", lambda sent: build(Q(golive_id=sent["golive_id"])), one
        )
    return lambda name, build: build(Q(golive_id__in=golive_ids))


def _pauses(of: Q) -> QuerySet[Any]:
    """Holds that have ended: how long an open one will last, nobody knows."""
    return Hold.objects.filter(of, ends_on__isnull=False).values_list("golive_id", "starts_on", "ends_on")


def _tasks(of: Q) -> QuerySet[Any]:
    """With what the plan was made for beside each task, rather than by a statement of its own."""
    tasks = with_prerequisites(Task.objects.filter(of)).order_by("sort_order", "id")
    return tasks.values_list("golive_id", *_MADE_FOR, "id", "depends_on", *_FACTS)
