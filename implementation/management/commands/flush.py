"""`manage.py flush`: Django's own, which empties the whole database.

On SQLite it deletes row by row, so the triggers that keep single rows from being deleted are lifted meanwhile, in the
same transaction. Called by people and by the test runner; PostgreSQL truncates, which no such trigger hears of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%% BEFORE DELETE %%' ORDER BY name"


class Command(flush.Command):
    """Django's `flush`."""

    def handle(self, **options: Any) -> None:
        with _unguarded(options["database"]):
            super().handle(**options)


@contextmanager
def _unguarded(alias: str) -> Iterator[None]:
    """Rows may be deleted. What breaks off leaves database and triggers as they were."""
    connection = connections[alias]
    if connection.vendor != "sqlite":
        yield
        return
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute(_GUARDS, [])
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, statement in guards:
            cursor.execute(statement)
