"""A portfolio of any size straight into the tables, since the import would take hours for two million time entries.

Ten years of kickoffs, each product with go-lives that learn, a quarter of an hour to eight hours an entry. The rows
are what the services would have written; only the event log is left empty.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from implementation.models import Customer, GoLive, Product, Task, TimeEntry
from tracking.lenses import ACTIVITIES

SEGMENTS = ("hospital", "clinic group", "health system", "imaging centre")
ENTRIES_OF_ONE = 40
TASKS_OF_ONE = 4
FIRST = date(2017, 1, 2)
_LEARNING = -0.2


def load(golives: int, *, products: int, at: datetime) -> list[GoLive]:
    """Load so many go-lives with 40 time entries and 4 tasks each; the go-lives."""
    draw = random.Random(11)
    made = [Product(name=f"Product {number}") for number in range(products)]
    customers = [
        Customer(name=f"Customer {number}", segment=SEGMENTS[number % len(SEGMENTS)])
        for number in range(max(1, golives // 5))
    ]
    Product.objects.bulk_create(made)
    Customer.objects.bulk_create(customers, batch_size=2000)
    rows = [_golive(number, made, customers, golives, at.date(), draw) for number in range(golives)]
    GoLive.objects.bulk_create(rows, batch_size=2000)
    _insert(Task, (row for one in rows for row in _tasks(one, at)))
    _insert(TimeEntry, (row for one in rows for row in _entries(one, draw, at)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows


def _golive(
    number: int, products: Sequence[Product], customers: Sequence[Customer], of: int, today: date, draw: random.Random
) -> GoLive:
    rank = number // len(products) + 1
    kickoff = FIRST + timedelta(days=round((today - FIRST).days * number / of))
    live_on = kickoff + timedelta(days=round(150 * rank**_LEARNING * draw.lognormvariate(0, 0.3)))
    finished = live_on <= today
    return GoLive(
        product=products[number % len(products)],
        customer=customers[number % len(customers)],
        stage="production",
        kickoff_on=kickoff,
        target_on=kickoff + timedelta(days=120),
        live_on=live_on if finished else None,
        status="live" if finished else "in_progress",
        seats=round(draw.lognormvariate(4, 0.7)),
        site_count=draw.randint(1, 3),
    )


def _tasks(one: GoLive, at: datetime) -> Iterator[tuple[Any, ...]]:
    """In the order of `_COLUMNS`: one every fortnight."""
    for step in range(TASKS_OF_ONE):
        start = (one.kickoff_on or FIRST) + timedelta(days=14 * step)
        if start <= at.date():
            done = min(start + timedelta(days=10), at.date())
            yield _next_id(), one.pk, f"Step {step}", "integration", "build", "done", start, done, done, "live", at


def _entries(one: GoLive, draw: random.Random, at: datetime) -> Iterator[tuple[Any, ...]]:
    start = one.kickoff_on or FIRST
    days = max(1, ((one.live_on or at.date()) - start).days)
    for _ in range(ENTRIES_OF_ONE):
        worked_on = start + timedelta(days=int(draw.random() * days))
        minutes, activity = 15 * draw.randint(1, 32), ACTIVITIES[int(draw.random() ** 2 * 6)]
        yield _next_id(), one.pk, worked_on, minutes, activity, draw.random() < 0.5, at


_last_id = [0]


def _next_id() -> UUID:
    """Ids that sort in the order of making, as those of the program do."""
    _last_id[0] += 1
    return UUID(int=(0x0190_0000_0000_7000_8000 << 48) + _last_id[0])


_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Task: (
        "id", "golive_id", "title", "category", "phase", "status", "start_on", "done_on", "due_on", "gate",
        "created_at",
    ),
    TimeEntry: ("id", "golive_id", "worked_on", "minutes", "activity", "with_customer", "created_at"),
}  # fmt: skip


def _insert(model: type[Model], rows: Iterator[tuple[Any, ...]]) -> None:
    """COPY on PostgreSQL, executemany on SQLite. Columns that are not given take their field's default."""
    given = _COLUMNS[model]
    fields = [field for field in model._meta.concrete_fields if field.column not in given]
    constants = [field.get_default() for field in fields]
    columns = [*given, *(field.column for field in fields)]
    moment = given.index("created_at")
    constants = [None if field.name == "updated_at" else value for field, value in zip(fields, constants, strict=True)]
    updated = next(place for place, field in enumerate(fields) if field.name == "updated_at")

    def whole() -> Iterator[list[Any]]:
        for row in rows:
            rest = list(constants)
            rest[updated] = row[moment]
            yield [*row, *rest]

    _write(model._meta.db_table, columns, whole())


def _write(table: str, columns: Sequence[str | None], rows: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            cursor.connection.executemany(sql, (list(map(_plain, row)) for row in rows))


def _plain(value: Any) -> Any:
    """As Django stores it in SQLite."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
