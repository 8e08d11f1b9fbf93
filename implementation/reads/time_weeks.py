"""A person's week: which go-lives the hours of each day went to, and which days have none. Two queries."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import TimeEntry
from implementation.reads.people import meaning, names_of

DAYS = 7
WORKING_DAYS = 5


def time_week(person: str, *, monday: date, actor: Actor, today: date) -> dict[str, Any]:
    """Minutes by day and go-live, of all spellings that mean the person. A missing day is a past Monday to Friday."""
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    names = names_of(person)
    entries = TimeEntry.objects.visible_to(actor).filter(current=True, worked_on__range=(days[0], days[-1]))
    rows = list(
        entries.values_list(
            "person", "golive_id", "golive__product__name", "golive__customer__name", "worked_on", "minutes",
            "with_customer",
        )
    )  # fmt: skip
    spellings = set(meaning(names, {row[0] for row in rows}))
    mine = [row for row in rows if row[0] in spellings]
    logged = {row[4] for row in mine}
    return {
        "person": person,
        "days": days,
        "go_lives": _by_golive(mine, days),
        "minutes_by_day": _minutes(mine, days),
        "missing_days": [day for day in days[:WORKING_DAYS] if day <= today and day not in logged],
        **_sums(mine),
    }


def _by_golive(rows: list[Any], days: list[date]) -> list[dict[str, Any]]:
    grouped: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    for row in rows:
        grouped[f"{row[2]} at {row[3]}", row[1]].append(row)
    return [
        {"go_live": golive_id, "title": title, "minutes_by_day": _minutes(part, days), **_sums(part)}
        for (title, golive_id), part in sorted(grouped.items(), key=lambda item: (item[0][0], str(item[0][1])))
    ]


def _minutes(rows: list[Any], days: list[date]) -> list[int]:
    return [sum(row[5] for row in rows if row[4] == day) for day in days]


def _sums(rows: list[Any]) -> dict[str, int]:
    with_customer = sum(row[5] for row in rows if row[6])
    total = sum(row[5] for row in rows)
    return {
        "minutes": total,
        "minutes_with_customer": with_customer,
        "minutes_without_customer": total - with_customer,
    }
