"""The hours that a task was planned to take, offered as time entries when it is ticked and nothing was logged on it.

More hours than a day of work has lie on the days of work up to the one on which it was done, so that all of them can be
logged as they are offered.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from implementation.models import Task, TaskStatus, TimeEntry
from implementation.models.compiled import compiled_rows
from implementation.models.playbooks import Category
from implementation.models.time_entries import Activity

_ACTIVITIES: dict[str, Activity] = {
    Category.INTEGRATION.value: Activity.INTEGRATION,
    Category.TRAINING.value: Activity.TRAINING,
    Category.CHANGE_MANAGEMENT.value: Activity.CHANGE_MANAGEMENT,
    Category.DATA.value: Activity.DATA,
    Category.GOVERNANCE.value: Activity.GOVERNANCE,
}

DAY_OF_WORK = 8 * 60
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def offered_entries(task: Task) -> list[dict[str, Any]]:
    """Bodies for `POST time-entries`, with the customer and without, day after day; none where hours are known.

    One query, and only for a task that is done and has an estimate.
    """
    if task.status != TaskStatus.DONE or not task.estimate_minutes or task.done_on is None:
        return []
    if compiled_rows("hours of a task", _logged, {"task_id": task.id}):
        return []
    with_customer = min(task.handholding_minutes, task.estimate_minutes)
    parts = ((with_customer, True), (task.estimate_minutes - with_customer, False))
    shares = spread(task.done_on, [minutes for minutes, _ in parts])
    return [_entry(task, day, minutes, with_customer=parts[part][1]) for day, part, minutes in shares]


def spread(last: date, parts: list[int]) -> Iterator[tuple[date, int, int]]:
    """Day, number of the part and minutes: one part after another, on as many days up to `last` as it takes."""
    days = _days_of_work(last, -(-sum(parts) // DAY_OF_WORK))
    room = DAY_OF_WORK
    for part, left in enumerate(parts):
        while left:
            minutes = min(left, room)
            yield days[-1], part, minutes
            left, room = left - minutes, room - minutes
            if not room:
                days.pop()
                room = DAY_OF_WORK


def _days_of_work(last: date, number: int) -> list[date]:
    """So many days, the latest first: `last`, whatever day it is, and weekdays before it."""
    days = [last]
    while len(days) < number:
        before = days[-1] - _ONE_DAY
        while before.weekday() >= _SATURDAY:
            before -= _ONE_DAY
        days.append(before)
    return days


def _logged(sent: dict[str, Any]) -> QuerySet[Any]:
    return TimeEntry.objects.filter(task_id=sent["task_id"], current=True).values_list("id")[:1]


def _entry(task: Task, day: date, minutes: int, *, with_customer: bool) -> dict[str, Any]:
    return {
        "go_live": task.golive_id,
        "task": task.id,
        "worked_on": day,
        "minutes": minutes,
        "activity": _ACTIVITIES.get(task.category, Activity.OTHER).value,
        "with_customer": with_customer,
    }
