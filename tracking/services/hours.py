"""Sums of minutes for many go-lives in one statement, each up to a day of its own. Entries are never loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tracking.services.spans import spans, uuid_of

_SUMS = """
    WITH span(golive_id, through) AS ({spans})
    SELECT entry.golive_id, entry.activity, SUM(entry.minutes),
           SUM(CASE WHEN entry.with_customer THEN entry.minutes ELSE 0 END)
    FROM span JOIN implementation_timeentry AS entry
      ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
    WHERE entry.current
    GROUP BY entry.golive_id, entry.activity
"""
_BY_TASK = """
    WITH span(golive_id, through) AS ({spans})
    SELECT entry.golive_id, COALESCE(task.category, ''), COALESCE(task.phase, ''), entry.activity, SUM(entry.minutes),
           SUM(CASE WHEN entry.with_customer THEN entry.minutes ELSE 0 END)
    FROM span JOIN implementation_timeentry AS entry
      ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
    LEFT JOIN implementation_task AS task ON task.id = entry.task_id
    WHERE entry.current
    GROUP BY entry.golive_id, task.category, task.phase, entry.activity
    ORDER BY entry.golive_id, task.category, task.phase, entry.activity
"""


@dataclass(frozen=True, slots=True)
class TaskMinutes:
    """Minutes of one go-live on tasks of a category and phase (empty: on no task) and an activity."""

    category: str
    phase: str
    activity: str
    total: int
    handholding: int


@dataclass(slots=True)
class Minutes:
    """Minutes of one go-live: all, those with the customer, and all by activity."""

    total: int = 0
    handholding: int = 0
    by_activity: dict[str, int] = field(default_factory=dict)


def sum_minutes(through: Mapping[UUID, date]) -> dict[UUID, Minutes]:
    """Current entries up to and including each go-live's day. Without entries a go-live is missing from the answer."""
    if not through:
        return {}
    rows_of_spans, parameters = spans(through)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(spans=rows_of_spans), parameters)
        return gathered(cursor.fetchall())


def gathered(rows: Iterable[tuple[Any, str, int, int]]) -> dict[UUID, Minutes]:
    """Sums by go-live and activity, those with the customer last, put together by go-live."""
    found: dict[Any, Minutes] = {}
    for golive_id, activity, total, handholding in rows:
        minutes = found.get(golive_id)
        if minutes is None:
            minutes = found[golive_id] = Minutes()
        minutes.by_activity[activity] = int(total)
        minutes.total += int(total)
        minutes.handholding += int(handholding)
    return {uuid_of(golive_id): minutes for golive_id, minutes in found.items()}


def sum_task_minutes(through: Mapping[UUID, date]) -> dict[UUID, list[TaskMinutes]]:
    """The same minutes divided by what was worked on, for the few go-lives that are looked at more closely."""
    if not through:
        return {}
    rows_of_spans, parameters = spans(through)
    found: dict[UUID, list[TaskMinutes]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_TASK.format(spans=rows_of_spans), parameters)
        for golive_id, category, phase, activity, total, handholding in cursor.fetchall():
            row = TaskMinutes(category, phase, activity, int(total), int(handholding))
            found.setdefault(uuid_of(golive_id), []).append(row)
    return found
