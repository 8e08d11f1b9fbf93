"""Sums of minutes of a whole portfolio in one pass over the time entries, for when all of it is measured.

Far fewer reads than go-live by go-live, but the last day that counts has to be known in SQL. The statistics' own
definition stays the judge: whoever uses a sum compares its day, and its go-live's revision, with what the facts say.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tracking.services.hours import Minutes, gathered
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
_SPAN = "SELECT id, revision, {through} FROM implementation_golive WHERE kickoff_on <= %s"
# Materialized: worked out once a go-live, not once an entry.
_SUMS = """
    WITH span(golive_id, revision, through) AS MATERIALIZED ({span})
    SELECT entry.golive_id, entry.activity, SUM(entry.minutes),
           SUM(CASE WHEN entry.with_customer THEN entry.minutes ELSE 0 END)
    FROM span JOIN implementation_timeentry AS entry
      ON entry.golive_id = span.golive_id AND entry.worked_on <= span.through
    WHERE entry.current
    GROUP BY entry.golive_id, entry.activity
"""


@dataclass(frozen=True, slots=True)
class Summed:
    """Minutes up to and including a day, of a go-live as it was in that revision."""

    revision: int
    through: date
    minutes: Minutes


def sum_all_minutes(*, as_of: date) -> dict[UUID, Summed]:
    """Of every go-live that had kicked off by the day.

    Revisions and days are read before the sums: an entry that comes in between belongs to a revision that is newer
    than the one told here, so that the sum will not be believed.
    """
    span = _SPAN.format(through=_THROUGH[connection.vendor])
    parameters = [connection.ops.adapt_datefield_value(as_of)] * 4
    with connection.cursor() as cursor:
        cursor.execute(span, parameters)
        spans: list[Any] = cursor.fetchall()
        cursor.execute(_SUMS.format(span=span), parameters)
        minutes = gathered(cursor.fetchall())
    return {
        golive: Summed(revision, _day(through), minutes.get(golive, Minutes()))
        for golive, revision, through in ((uuid_of(row[0]), row[1], row[2]) for row in spans)
    }


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
