"""Which of a person's tasks comes first. Pure.

The first that holds: overdue, due within a week, blocked, new to the person within a week, later. Inside each the
nearest day comes first, and what has no day last.
"""

from dataclasses import dataclass
from datetime import date

OVERDUE, DUE, BLOCKED, NEW, LATER = URGENCIES = ("overdue", "due", "blocked", "new", "later")
SOON_DAYS = 7
NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Mine:
    """What of a task decides. `since`: when it became the person's."""

    status: str
    due_on: date | None
    since: date


def urgency(task: Mine, *, today: date) -> str:
    """One of URGENCIES. `due_on` is the last day of work."""
    left = None if task.due_on is None else (task.due_on - today).days
    if left is not None and left <= SOON_DAYS:
        return OVERDUE if left < 0 else DUE
    if task.status == "blocked":
        return BLOCKED
    return NEW if (today - task.since).days < NEW_DAYS else LATER


def place(task: Mine, *, today: date) -> tuple[int, date]:
    """What tasks are sorted by."""
    return URGENCIES.index(urgency(task, today=today)), task.due_on or date.max
