"""In how many weeks the work on a go-live went on, and in how many of those hours were logged. One statement for many.

A week is active when a task began or ended in it, or a barrier was opened or closed. Logging that fades makes hours
fall by itself: the statistics compare these two numbers before they believe a fall.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tracking.services.spans import spans, uuid_of

_CHANGES = (
    ("implementation_task", "start_on"),
    ("implementation_task", "done_on"),
    ("implementation_barrier", "opened_on"),
    ("implementation_barrier", "closed_on"),
)
# Weeks begin on a Monday, as 3 January 2000 was.
_WEEK = {
    "postgresql": "({day} - DATE '2000-01-03') / 7",
    "sqlite": "CAST((julianday({day}) - julianday('2000-01-03')) / 7 AS INTEGER)",
}
_COUNT = """
    WITH span(golive_id, through) AS ({spans}),
    active AS ({changes}),
    logged AS (
        SELECT DISTINCT span.golive_id, {entry_week} AS week
        FROM span JOIN implementation_timeentry AS entry
          ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
        WHERE entry.current
    )
    SELECT active.golive_id, COUNT(*), COUNT(logged.week)
    FROM active LEFT JOIN logged ON logged.golive_id = active.golive_id AND logged.week = active.week
    GROUP BY active.golive_id
"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Active weeks, and those of them with hours."""

    active: int = 0
    logged: int = 0


def count_weeks(through: Mapping[UUID, date]) -> dict[UUID, Weeks]:
    """Weeks up to and including each go-live's day; without any a go-live is missing from the answer."""
    if not through:
        return {}
    rows_of_spans, parameters = spans(through)
    statement = _COUNT.format(spans=rows_of_spans, changes=_changes(), entry_week=_week("entry.worked_on"))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
    return {uuid_of(golive_id): Weeks(int(active), int(logged)) for golive_id, active, logged in rows}


def _changes() -> str:
    """UNION drops what is double: each week of a go-live counts once."""
    return " UNION ".join(
        f"SELECT span.golive_id, {_week(f'changed.{column}')} AS week FROM span JOIN {table} AS changed "  # noqa: S608
        f"ON changed.golive_id = span.golive_id AND changed.{column} <= span.through"
        for table, column in _CHANGES
    )


def _week(day: str) -> str:
    return _WEEK[connection.vendor].format(day=day)
