"""Re-planning: once in each change that the plan depends on, told by one event that lists the tasks it moved.

Called by the services of go-lives, tasks, targets, holds and customers inside their open change, after they have
stored what changed; and by the import, for projections alone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from implementation.http.problems import Problem, refused
from implementation.models import GoLive, GoLiveStatus, Task
from implementation.planning.errors import PlanError
from implementation.planning.replan import Dates, Plan, plan_length, replan, stands_still
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES
from implementation.services.change import IDS_NAMED, Change, changing
from implementation.services.imports.bulk import update_rows
from implementation.services.one_row import OneRow
from implementation.services.plan_facts import PlanFacts, facts_of, plan_facts, with_row
from implementation.services.values import differences

REPLANNED = "go-live.replanned"
PROJECTED = "projected_live_on"
_PROJECTION = (PROJECTED, "plan_days")
AT_ONCE = 200
NAMES_TOLD = 10
_put_off: ContextVar[dict[UUID, Change] | None] = ContextVar("replans_put_off", default=None)
_Planned = tuple[GoLive, Plan | None]


def replan_golive(
    change: Change,
    golive: GoLive,
    *,
    decided: bool = False,
    allow_compression: bool = True,
    changed: Task | None = None,
) -> Plan | None:
    """Move what the open change moves, and store the projection. A closed go-live is over: it has no plan.

    `decided`: kickoff or target was, so the plan is made for the days that lie between them now. Without
    `allow_compression` a target that is too near is refused, with the tasks and the earliest that would do.
    `changed` is the row in hand of the one task whose storing may have been put off.
    """
    if golive.status in CLOSED_GOLIVE_STATUSES:
        _store(change, [(golive, None)])
        return None
    put_off = _put_off.get()
    if put_off is not None and not decided:
        put_off.setdefault(golive.id, change)
        return None
    if changed is None:
        change.write_now()
    facts = plan_facts([golive])[golive.id]
    if changed is not None:
        facts = with_row(facts, changed)
    if decided:
        facts = decided_anew(facts)
    plan = planned(facts)
    if plan.compressed and not allow_compression:
        raise too_near(plan)
    if changed is not None and str(changed.id) in plan.moved:
        change.write_now()
    _store(change, [(golive, plan)])
    return plan


def replan_around(change: Change, task: Task, *, is_heard: bool = True) -> None:
    """The same after a change of one of its tasks, which may move itself.

    `is_heard`: whether somebody who waits for the task could be moved by its end, which is all that was changed of it.
    """
    if stands_still(facts_of(task), is_heard=is_heard):
        return
    plan = replan_golive(change, change.golives[task.golive_id], changed=task)
    if plan is not None and (dates := plan.moved.get(str(task.id))):
        task.planned_start_on, task.due_on = dates
        task.version += 1


def set_up(golive: GoLive) -> None:
    """Store what the checklist that was just laid out is made for, and the projection."""
    _store(None, [(golive, planned(decided_anew(plan_facts([golive])[golive.id])))])


@contextmanager
def replanned_once() -> Iterator[None]:
    """Inside a transaction of many changes: each go-live that they move is re-planned at their end, once.

    But for kickoffs and targets, which may be refused for what they compress.
    """
    put_off: dict[UUID, Change] = {}
    token = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(token)
    for golive_id, by in put_off.items():
        with changing(actor=by.actor, at=by.at, golive_ids=[golive_id], request_id=by.request_id) as change:
            replan_golive(change, change.golives[golive_id])


def replan_many(change: Change, golives: Collection[GoLive]) -> int:
    """The same for many, by a constant number of statements; how many of them moved."""
    return _store(change, _plans(golives))


def project(golive_ids: Iterable[UUID]) -> None:
    """Store what the dates that tasks have say of going live, and move none: after an import, which states history."""
    ids = sorted(golive_ids)
    for start in range(0, len(ids), AT_ONCE):
        golives = GoLive.objects.filter(id__in=ids[start : start + AT_ONCE])
        _store(None, [(golive, plan and replace(plan, moved={})) for golive, plan in _plans(list(golives))])


def decided_anew(facts: PlanFacts) -> PlanFacts:
    """The facts, with the plan made for the days from kickoff to target as they are."""
    return facts._replace(window=replace(facts.window, length=plan_length(facts.window)))


def planned(facts: PlanFacts) -> Plan:
    """The plan by these facts. Raises a refusal in words where there is none."""
    try:
        return replan(facts.tasks, facts.window)
    except PlanError as error:
        raise refused(str(error)) from error


def too_near(plan: Plan) -> Problem:
    """The refusal of a target that compresses tasks."""
    earliest, target = plan.earliest_feasible_on, plan.window.go_live_on
    titles = {str(key): title for key, title in Task.objects.filter(id__in=plan.compressed).values_list("id", "title")}
    tasks = [{"task": key, "title": titles[key], "days": days} for key, days in plan.compressed.items()]
    return refused(
        f"The target {target} is too near for {listed(titles[key] for key in plan.compressed)}. "
        + (f"The earliest that compresses no task is {earliest}; " if earliest else "")
        + "choose a later one, or send allow_compression to accept it.",
        compressed=tasks,
        earliest_feasible_on=earliest.isoformat() if earliest else None,
    )


def listed(titles: Iterable[str]) -> str:
    """Names in a sentence: the first few of many."""
    names = [f"“{title}”" for title in titles]
    more = f" and {len(names) - NAMES_TOLD} more tasks" if len(names) > NAMES_TOLD else ""
    return ", ".join(names[:NAMES_TOLD]) + more


def _plans(golives: Collection[GoLive]) -> list[_Planned]:
    facts = plan_facts(golives)
    is_over = {golive.id: golive.status in CLOSED_GOLIVE_STATUSES for golive in golives}
    return [(golive, None if is_over[golive.id] else planned(facts[golive.id])) for golive in golives]


def _store(change: Change | None, plans: Iterable[_Planned]) -> int:
    """The moved dates, the projections, and an event for each go-live where either differs; how many those are.

    Without a change nothing is told: whoever calls has told more.
    """
    tasks: list[tuple[Any, ...]] = []
    golives: list[GoLive] = []
    told = 0
    for golive, plan in plans:
        moved = plan.moved if plan else {}
        tasks.extend((*map(_plain, dates), UUID(key).hex) for key, dates in moved.items())
        before, after = differences(golive, _projection(golive, plan))
        if after:
            for name, value in after.items():
                setattr(golive, name, value)
            golives.append(golive)
        if change is not None and (moved or _is_news(plan, before, after)):
            _tell(change, golive, plan, before, after)
            told += 1
    if tasks:
        update_rows(Task, ("planned_start_on", "due_on"), tasks)
    if change is not None and len(golives) == 1:
        change.write_last(OneRow.updated(golives[0], (*_PROJECTION, "updated_at")))
    elif golives:
        rows = [(_plain(golive.projected_live_on), golive.plan_days, golive.id.hex) for golive in golives]
        update_rows(GoLive, _PROJECTION, rows, own_fields=False)
    return told


def _projection(golive: GoLive, plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"projected_live_on": None if golive.status == GoLiveStatus.CANCELLED else golive.live_on}
    return {"projected_live_on": plan.projected_live_on, "plan_days": plan.window.length}


def _is_news(plan: Plan | None, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the plan has another day for going live, or lost it to a task without one.

    That it has one at all, that it is live, or not any more, other events say.
    """
    if plan is None or plan.window.is_live or before.get(PROJECTED) is None:
        return False
    return after[PROJECTED] is not None or bool(plan.without_day)


def _tell(
    change: Change, golive: GoLive, plan: Plan | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """The dates of each task, as long as its id is named, and the projected day under the go-live's own.

    Of what is live no day is projected any more: that it went live, its own event says.
    """
    projects = PROJECTED in after and plan is not None and not plan.window.is_live
    moved = plan.moved if plan else {}
    named = moved if len(moved) <= IDS_NAMED else {}
    tasks = {key: plan.tasks[key] for key in named} if plan else {}
    was = {key: {name: getattr(task, name) for name in Dates._fields} for key, task in tasks.items()}
    now = {key: dates._asdict() for key, dates in named.items()}
    change.record_many(
        REPLANNED,
        [UUID(key) for key in moved],
        golive=golive,
        before={**was, str(golive.id): {PROJECTED: before[PROJECTED]}} if projects else was,
        after={**now, str(golive.id): {PROJECTED: after[PROJECTED]}} if projects else now,
    )


def _plain(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
