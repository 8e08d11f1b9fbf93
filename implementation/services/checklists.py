"""Laying a playbook's version out as the tasks of a new go-live."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from implementation.http.problems import refused
from implementation.models import GoLive, PlaybookTask, PlaybookVersion, Task, TaskDependency
from implementation.planning.layout import Layout, layout
from implementation.services.plan_facts import calendar_of
from implementation.services.plans import listed


def plan(
    version: PlaybookVersion,
    *,
    kickoff_on: date,
    target_on: date,
    country: str,
    core_only: bool,
    allow_compression: bool,
) -> tuple[Layout, list[PlaybookTask]]:
    """The dates of the version's tasks. A target that would compress some of them is refused, unless allowed."""
    rows = list(version.tasks.order_by("sort_order"))
    laid = layout(
        rows,
        kickoff_on=kickoff_on,
        target_on=target_on,
        nominal_days=version.nominal_days,
        core_only=core_only,
        calendar=calendar_of(version.day_kind, country),
    )
    if laid.compressed and not allow_compression:
        earliest = laid.earliest_feasible_on
        titles = {row.key: row.title for row in rows}
        raise refused(
            f"The target {target_on} is too near for {listed(titles[key] for key in laid.compressed)}. "
            + (f"The earliest that compresses no task is {earliest}; " if earliest else "")
            + "choose a later one, or send allow_compression to accept it.",
            compressed=list(laid.compressed),
            earliest_feasible_on=earliest.isoformat() if earliest else None,
        )
    return laid, rows


def create_tasks(golive: GoLive, laid: Layout, rows: Sequence[PlaybookTask]) -> list[UUID]:
    """Store the planned tasks and their prerequisites; the ids in the order of the playbook."""
    planned = laid.by_key
    tasks = {
        row.key: Task(
            golive=golive,
            key=row.key,
            title=row.title,
            sort_order=row.sort_order,
            category=row.category,
            phase=row.phase,
            owner_side=row.owner_side,
            planned_start_on=planned[row.key].start_on,
            due_on=planned[row.key].due_on,
            anchor=row.anchor,
            offset_days=row.offset_days,
            duration_days=row.duration_days,
            gate=row.gate,
            core=row.core,
            customer_visible=row.customer_visible,
            evidence_required=row.evidence_required,
            guidance=row.guidance,
            counted=row.counted,
            estimate_minutes=row.estimate_minutes,
            handholding_minutes=row.handholding_minutes,
        )
        for row in rows
        if row.key in planned
    }
    Task.objects.bulk_create(tasks.values())
    TaskDependency.objects.bulk_create(
        TaskDependency(task=tasks[key], prerequisite=tasks[prerequisite])
        for key in tasks
        for prerequisite in planned[key].depends_on
    )
    return [task.id for task in tasks.values()]
