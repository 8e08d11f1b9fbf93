"""The hours that a task was planned to take, offered as time entries when it is ticked and nothing was logged on it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from implementation.models import Task, TaskStatus, TimeEntry
from implementation.models.compiled import compiled_rows
from implementation.models.playbooks import Category
from implementation.models.time_entries import MINUTES_OF_A_DAY, Activity

_ACTIVITIES: dict[str, Activity] = {
    Category.INTEGRATION.value: Activity.INTEGRATION,
    Category.TRAINING.value: Activity.TRAINING,
    Category.CHANGE_MANAGEMENT.value: Activity.CHANGE_MANAGEMENT,
    Category.DATA.value: Activity.DATA,
    Category.GOVERNANCE.value: Activity.GOVERNANCE,
}


def offered_entries(task: Task) -> list[dict[str, Any]]:
    """Bodies for `POST time-entries`, with the customer and without, each of a day at most; none where hours are known.

    One query, and only for a task that is done and has an estimate.
    """
    if task.status != TaskStatus.DONE or not task.estimate_minutes:
        return []
    if compiled_rows("hours of a task", _logged, {"task_id": task.id}):
        return []
    with_customer = min(task.handholding_minutes, task.estimate_minutes)
    parts = ((with_customer, True), (task.estimate_minutes - with_customer, False))
    return [_entry(task, task.done_on, minutes, with_customer=both) for minutes, both in parts if minutes]


def _logged(sent: dict[str, Any]) -> QuerySet[Any]:
    return TimeEntry.objects.filter(task_id=sent["task_id"], current=True).values_list("id")[:1]


def _entry(task: Task, day: date | None, minutes: int, *, with_customer: bool) -> dict[str, Any]:
    return {
        "go_live": task.golive_id,
        "task": task.id,
        "worked_on": day,
        "minutes": min(minutes, MINUTES_OF_A_DAY),
        "activity": _ACTIVITIES.get(task.category, Activity.OTHER).value,
        "with_customer": with_customer,
    }
