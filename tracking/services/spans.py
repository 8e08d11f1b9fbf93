"""Go-lives each with a day of its own, as rows of a statement: what sums over many go-lives at once join with."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from implementation.models import GoLive


def spans(through: Mapping[UUID, date]) -> tuple[str, list[Any]]:
    """The query that gives the rows, and its parameters as the connected database takes them.

    On PostgreSQL two arrays, however many go-lives: thousands of placeholders take longer to read than to answer.
    """
    if connection.vendor == "postgresql":
        return "SELECT * FROM unnest(%s::uuid[], %s::date[])", [list(through), list(through.values())]
    prepare_id = GoLive._meta.pk.get_db_prep_value
    adapt_day = connection.ops.adapt_datefield_value
    parameters = [
        value for golive_id, day in through.items() for value in (prepare_id(golive_id, connection), adapt_day(day))
    ]
    return f"VALUES {', '.join(['(%s, %s)'] * len(through))}", parameters


def uuid_of(value: UUID | str) -> UUID:
    """An id as the database gave it: SQLite keeps ids as text."""
    return value if isinstance(value, UUID) else UUID(value)
