"""Reading many rows as of one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the database as it is now. Nobody waits for it, and nothing may be written inside.

    Inside a transaction of the caller it is that transaction's view that counts.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not by Django, whose transactions take the write lock here as soon as they begin.
        _execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            _execute("ROLLBACK")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
