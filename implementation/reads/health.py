"""The health of go-lives: gathers what planning/health.py judges. Two queries, for one go-live or for many.

For staff: barriers and tasks count that the customer is not shown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import Problem, not_found
from implementation.models import Barrier, Event, GoLive, Hold, Task, TaskDependency
from implementation.models.golives import WORKED_ON
from implementation.models.prerequisites import Ids, Rows
from implementation.models.tasks import OPEN
from implementation.models.vocabulary import Precision
from implementation.planning.health import Health, OpenBarrier, OpenTask, Place, Standing, health

# The nouns whose events say that the work moves.
WORK = (
    "go-live", "task", "barrier", "hold", "target-change", "evidence", "comment", "approval", "status-note",
    "time-entry",
)  # fmt: skip
# These happen by themselves.
NO_WORK = ("task.laid-out", "go-live.replanned", "go-live.not-replanned")
_BARRIER = ("id", "kind", "opened_on", "task_id")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class GoLiveHealth:
    golive: GoLive
    health: Health


def golive_health(golive_id: UUID, *, actor: Actor, today: date, quiet_days: int) -> GoLiveHealth:
    """Not found where the actor may not know of the go-live."""
    _for_staff(actor)
    golives = _asked(GoLive.objects.visible_to(actor).filter(id=golive_id))
    found = _healths(list(golives), today, quiet_days)
    if not found:
        raise not_found("go-live")
    return found[0]


def portfolio_health(
    *,
    actor: Actor,
    today: date,
    quiet_days: int,
    narrowed: Q,
    levels: Collection[str],
    after: UUID | None,
    most: int,
) -> list[GoLiveHealth]:
    """The next go-lives after `after` in the order of their ids, `most` at most; `levels` empty: of any.

    Levels are judged, not stored: as many go-lives are looked at as it takes, 200 by two queries.
    """
    _for_staff(actor)
    golives = _asked(GoLive.objects.visible_to(actor).filter(narrowed).order_by("id"))
    found: list[GoLiveHealth] = []
    for batch in _batches(golives, after, _AT_ONCE if levels else most):
        judged = _healths(batch, today, quiet_days)
        found += [one for one in judged if not levels or one.health.level in levels]
        if len(found) >= most:
            break
    return found[:most]


def _for_staff(actor: Actor) -> None:
    if not actor.sees_internal:
        raise Problem("forbidden", "Health is for staff: it tells of barriers and tasks that you are not shown.")


def _batches(golives: QuerySet[Any], after: UUID | None, size: int) -> Iterator[list[Any]]:
    while batch := list((golives if after is None else golives.filter(id__gt=after))[:size]):
        yield batch
        if len(batch) < size:
            return
        after = batch[-1].id


def _asked(golives: QuerySet[Any]) -> QuerySet[Any]:
    """With what is asked of each: its site, its open hold, its open barriers, and when its work last moved."""
    held = Hold.objects.filter(golive=OuterRef("pk"), ends_on__isnull=True)
    moved = Event.objects.filter(golive=OuterRef("pk"), subject__in=WORK).exclude(kind__in=NO_WORK)
    # What has no place in the order yet is the latest. When it was recorded counts: what was done weeks ago and is
    # told today says that somebody is at work today.
    latest = moved.order_by(F("position").desc(nulls_first=True), "-id")
    asked: QuerySet[Any] = golives.select_related("customer", "product", "site").annotate(
        held_since=Subquery(held.values("starts_on")[:1]),
        last_moved=Subquery(latest.values("recorded_at")[:1]),
        open_barriers=Rows(_open_barriers().values(one=JSONObject(**{name: name for name in _BARRIER}))),
    )
    return asked


def _healths(golives: Sequence[Any], today: date, quiet_days: int) -> list[GoLiveHealth]:
    watched = [golive.id for golive in golives if golive.status in WORKED_ON]
    tasks = _open_tasks(watched)
    found = []
    for golive in golives:
        standing = _standing(golive, tasks.get(golive.id, ()))
        found.append(GoLiveHealth(golive, health(standing, today=today, quiet_days=quiet_days)))
    return found


def _standing(golive: Any, tasks: Sequence[OpenTask]) -> Standing:
    site, barriers = golive.site, golive.open_barriers if golive.status in WORKED_ON else ()
    return Standing(
        status=golive.status,
        kickoff_on=golive.kickoff_on,
        target_on=golive.target_on if golive.target_on_precision == Precision.DAY else None,
        projected_on=golive.projected_live_on,
        ended_on=golive.ended_on,
        held_since=golive.held_since,
        last_moved_on=golive.last_moved and timezone.localdate(golive.last_moved),
        site=Place(site.id, site.name, site.sponsor, site.sponsor_contacted_on) if site else None,
        tasks=tuple(tasks),
        barriers=tuple(_open_barrier(**barrier) for barrier in barriers),
    )


def _open_tasks(golive_ids: Sequence[UUID]) -> dict[UUID, list[OpenTask]]:
    waits = TaskDependency.objects.filter(task=OuterRef("pk"), prerequisite__status__in=OPEN)
    waited_for = Ids(waits.values(one=F("prerequisite_id")))
    found: dict[UUID, list[OpenTask]] = defaultdict(list)
    rows: Any = Task.objects.filter(golive_id__in=golive_ids, status__in=OPEN).annotate(waited_for=waited_for)
    columns = ("golive_id", "id", "title", "status", "due_on", "gate", "waited_for")
    for golive_id, task_id, title, status, due_on, gate, waits_for in rows.order_by("sort_order", "id").values_list(
        *columns
    ):
        found[golive_id].append(OpenTask(task_id, title, status, due_on, gate, tuple(waits_for)))
    return found


def _open_barriers() -> QuerySet[Barrier]:
    """Of the go-live at hand."""
    return Barrier.objects.filter(golive=OuterRef("pk"), closed_on__isnull=True).order_by("opened_on", "id")


def _open_barrier(id: str, kind: str, opened_on: str, task_id: str | None) -> OpenBarrier:
    return OpenBarrier(UUID(id), kind, date.fromisoformat(opened_on), UUID(task_id) if task_id else None)
