"""Small writes on the way of a read: worth doing at once or not at all, for a read should wait for no writer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """SQLite has one writer at a time, and an import may write for minutes; PostgreSQL locks rows alone."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


@contextmanager
def without_waiting() -> Iterator[None]:
    """For what the next request would do as well."""
    with waiting_at_most(0):
        yield


def is_busy(error: OperationalError) -> bool:
    """Whether the write can be left for later. Inside a transaction it cannot: that one is lost."""
    return connection.vendor == "sqlite" and not connection.in_atomic_block
