"""Sums of minutes for many go-lives in one statement, each up to a day of its own. Entries are never loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from tracking.services.spans import spans, uuid_of

_SUMS = """
    WITH span(golive_id, through) AS ({spans}),
    part AS (
        SELECT entry.golive_id, entry.activity, SUM(entry.minutes) AS total,
               SUM(CASE WHEN entry.with_customer THEN entry.minutes ELSE 0 END) AS handholding
        FROM span JOIN implementation_timeentry AS entry
          ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
        WHERE entry.current
        GROUP BY entry.golive_id, entry.activity
    )
    SELECT golive_id, SUM(total), SUM(handholding), {by_activity}(activity, total) FROM part GROUP BY golive_id
"""
_OBJECT_OF = {"postgresql": "json_object_agg", "sqlite": "json_group_object"}
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
    statement = _SUMS.format(spans=rows_of_spans, by_activity=_OBJECT_OF[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
    return {
        uuid_of(golive_id): Minutes(int(total), int(handholding), _by_activity(divided))
        for golive_id, total, handholding, divided in rows
    }


def _by_activity(divided: dict[str, int] | str) -> dict[str, int]:
    """PostgreSQL gives an object, SQLite its text. In order, so that equal sums are equal text."""
    found: dict[str, int] = orjson.loads(divided) if isinstance(divided, str) else divided
    return dict(sorted(found.items()))


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
