"""The plan of a go-live, and what a change would make of it before it is made: nothing is written here.

Called by the API. A preview changes the facts as the services would and plans by the same function, so it tells what
they would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import GoLive, Task
from implementation.planning.facts import TaskFacts
from implementation.planning.graph import find_cycle
from implementation.planning.replan import Plan, plan_length
from implementation.planning.slack import slack
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES
from implementation.planning.work_days import is_known
from implementation.services.plan_facts import PlanFacts, plan_facts
from implementation.services.plans import planned
from implementation.services.values import existing

_DATES = ("planned_start_on", "due_on")
# What has no day comes last, on either database.
_BY_DATE = (F("planned_start_on").asc(nulls_last=True), "sort_order", "id")
Row = dict[str, Any]


def read_plan(golive_id: UUID, *, actor: Actor) -> Row:
    """The tasks that the actor may see, by their dates, with slack and what is critical; and what the plan comes to."""
    golive = existing(GoLive.objects.visible_to(actor), golive_id, "go-live")
    plan = planned(plan_facts([golive])[golive.id])
    spare = slack(plan)
    rows = Task.objects.visible_to(actor).filter(golive=golive).order_by(*_BY_DATE)
    shown = [_task_row(row, plan, spare.days) for row in rows]
    seen = {str(row["task"]) for row in shown}
    return {
        **_outcome(plan, seen),
        "kickoff_on": golive.kickoff_on,
        "target_on": golive.target_on,
        "projected_live_on": golive.projected_live_on,
        "holidays": _holidays(golive),
        "critical_path": [key for key in spare.critical_path if key in seen],
        "without_day": [key for key in plan.without_day if key in seen],
        "pinned_too_early": [key for key in plan.too_early if key in seen],
        "tasks": shown,
    }


def preview_plan(golive_id: UUID, *, actor: Actor, change: Mapping[str, Any]) -> Row:
    """What would move by one of: `target_on`, `kickoff_on`, `task` {id, dates, duration_days, pinned, depends_on}."""
    golive = existing(GoLive.objects.visible_to(actor), golive_id, "go-live")
    if len(change) != 1:
        raise invalid("", "one_change", "Send one of target_on, kickoff_on and task: each is a change of its own.")
    if golive.status in CLOSED_GOLIVE_STATUSES or (golive.live_on and "task" not in change):
        raise refused(f"The go-live is {golive.status}; that would move nothing any more.")
    facts = _changed(plan_facts([golive])[golive.id], change)
    plan = planned(facts)
    titles = dict(Task.objects.visible_to(actor).filter(golive=golive).values_list("id", "title"))
    moved = [_moved_row(UUID(key), titles, plan) for key in plan.moved if UUID(key) in titles]
    return {
        **_outcome(plan, {str(key) for key in titles}),
        "projected_live_on": plan.projected_live_on,
        "projected_live_on_before": golive.projected_live_on,
        "moved": sorted(moved, key=lambda row: (row["planned_start_on"], row["task"])),
    }


def _outcome(plan: Plan, seen: set[str]) -> Row:
    return {
        "compressed": [{"task": key, "days": days} for key, days in plan.compressed.items() if key in seen],
        "earliest_feasible_on": plan.earliest_feasible_on,
    }


def _holidays(golive: GoLive) -> str:
    """In words, whose holidays are left out of the days of work."""
    version = golive.playbook_version
    if version is None or version.day_kind != "working":
        return "The plan counts calendar days: weekends and holidays are days like others."
    country = golive.customer.country
    if is_known(country):
        return f"Weekends and the national holidays of {country} are left out."
    why = f"the holidays of {country} are not known" if country else "the customer has no country"
    return f"Weekends alone are left out: {why}."


def _task_row(row: Task, plan: Plan, spare: Mapping[str, int]) -> Row:
    key = str(row.id)
    return {
        "task": row.id,
        "key": row.key,
        "title": row.title,
        "status": row.status,
        "planned_start_on": row.planned_start_on,
        "due_on": row.due_on,
        "pinned": row.pinned,
        "slack_days": spare.get(key),
        "critical": spare.get(key, 1) <= 0,
        "compressed_days": plan.compressed.get(key, 0),
    }


def _moved_row(task_id: UUID, titles: Mapping[UUID, str], plan: Plan) -> Row:
    was, now = plan.tasks[str(task_id)], plan.dates(str(task_id))
    return {
        "task": task_id,
        "title": titles[task_id],
        "planned_start_on_before": was.planned_start_on,
        "due_on_before": was.due_on,
        **now._asdict(),
    }


def _changed(facts: PlanFacts, change: Mapping[str, Any]) -> PlanFacts:
    if "task" in change:
        return facts._replace(tasks=_with_task(facts.tasks, dict(change["task"])))
    window = facts.window
    window = replace(
        window,
        kickoff_on=change.get("kickoff_on", window.kickoff_on),
        go_live_on=change.get("target_on", window.go_live_on),
    )
    if window.kickoff_on and window.go_live_on and window.go_live_on < window.kickoff_on:
        [name] = change
        raise invalid(name, "before_kickoff", "The target would lie before the kickoff; choose another day.")
    return facts._replace(window=replace(window, length=plan_length(window)))


def _with_task(tasks: Sequence[TaskFacts], fields: Row) -> tuple[TaskFacts, ...]:
    """As the service of tasks does: a date that is stated, and differs, pins the task, unless it is said not to."""
    key = str(fields.pop("id"))
    task = next((one for one in tasks if one.key == key), None)
    if task is None:
        raise invalid("task", "unknown", "That is no task of this go-live.")
    if any(fields.get(name) not in {None, getattr(task, name)} for name in _DATES):
        fields.setdefault("pinned", True)
    if "depends_on" in fields:
        fields["depends_on"] = _known_tasks(fields["depends_on"], {one.key for one in tasks} - {key})
    changed = task._replace(**fields)
    if changed.planned_start_on and changed.due_on and changed.due_on < changed.planned_start_on:
        raise invalid("task", "dates_out_of_order", "Due would lie before the planned start; mend one of the two.")
    others = tuple(changed if one.key == key else one for one in tasks)
    if find_cycle({one.key: one.depends_on for one in others}):
        raise invalid("task", "cycle", "The tasks would wait for each other; leave one of the links out.")
    return others


def _known_tasks(ids: Sequence[UUID], known: set[str]) -> tuple[str, ...]:
    wanted = tuple(map(str, ids))
    if unknown := set(wanted) - known:
        raise invalid("task", "unknown", f"{min(unknown)} is no other task of this go-live.")
    return wanted
