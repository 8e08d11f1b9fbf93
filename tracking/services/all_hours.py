"""Sums of minutes of a whole portfolio in one pass over the time entries, for when all of it is measured.

Far fewer reads than go-live by go-live, but the last day that counts has to be known in SQL. The statistics' own
definition stays the judge: whoever uses a sum compares its day, and its go-live's revision, with what the facts say.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from tracking.services.hours import Minutes
from tracking.services.spans import uuid_of

_THROUGH = {
    "postgresql": """LEAST(
        %s::date, CASE WHEN live_on <= %s::date THEN live_on + hypercare_days END,
        CASE WHEN cancelled_on <= %s::date THEN cancelled_on END
    )""",
    "sqlite": """MIN(
        %s, COALESCE(CASE WHEN live_on <= %s THEN date(live_on, '+' || hypercare_days || ' days') END, '9999-12-31'),
        COALESCE(CASE WHEN cancelled_on <= %s THEN cancelled_on END, '9999-12-31')
    )""",
}
_BY_ACTIVITY = {
    "postgresql": "json_object_agg(activity, minutes)::text",
    "sqlite": "json_group_object(activity, minutes)",
}
# One row a go-live, its activities put together by the database: a row for each of them takes longer to fetch than to
# sum. Materialized: the last day is worked out once a go-live, not once an entry.
_SUMS = """
    WITH span(golive_id, revision, through) AS MATERIALIZED (
        SELECT id, revision, {through} FROM implementation_golive WHERE kickoff_on <= %s
    )
    SELECT span.golive_id, revision, through, total, handholding, by_activity
    FROM span LEFT JOIN (
        SELECT golive_id, CAST(SUM(minutes) AS bigint) AS total, CAST(SUM(handholding) AS bigint) AS handholding,
               {by_activity} AS by_activity
        FROM (
            SELECT entry.golive_id, entry.activity, SUM(entry.minutes) AS minutes,
                   SUM(CASE WHEN entry.with_customer THEN entry.minutes ELSE 0 END) AS handholding
            FROM span JOIN implementation_timeentry AS entry
              ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
            WHERE entry.current
            GROUP BY entry.golive_id, entry.activity
        ) AS of_activity
        GROUP BY golive_id
    ) AS summed ON summed.golive_id = span.golive_id
"""


@dataclass(frozen=True, slots=True)
class Summed:
    """Minutes up to and including a day, of a go-live as it was in that revision."""

    revision: int
    through: date
    minutes: Minutes


def sum_all_minutes(*, as_of: date) -> dict[UUID, Summed]:
    """Of every go-live that had kicked off by the day.

    Revisions, days and sums are of one moment, being of one statement: whoever finds a newer revision knows that an
    entry may have come in since, and does not believe the sum.
    """
    statement = _SUMS.format(through=_THROUGH[connection.vendor], by_activity=_BY_ACTIVITY[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datefield_value(as_of)] * 4)
        rows: list[Any] = cursor.fetchall()
    return {
        uuid_of(golive): Summed(revision, _day(through), _minutes(total, handholding, by_activity))
        for golive, revision, through, total, handholding, by_activity in rows
    }


def _minutes(total: int | None, handholding: int | None, by_activity: str | None) -> Minutes:
    """Without any entry there are no sums."""
    if total is None or handholding is None or by_activity is None:
        return Minutes()
    return Minutes(total, handholding, orjson.loads(by_activity))


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
