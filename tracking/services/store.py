"""Stores measures: one statement for many rows, which leaves a row alone where a newer one is there already."""

from collections.abc import Sequence

from django.db import connection

from tracking.models import GoLiveMeasure
from tracking.services.bulk import insert_rows

# A condition in the statement, since Django's bulk upsert takes none, and reading before writing would race.
_NEWER = """(golive_id) DO UPDATE SET {changes}
    WHERE excluded.revision > {{table}}.revision
       OR (excluded.revision = {{table}}.revision AND excluded.as_of >= {{table}}.as_of)"""


def store(measures: Sequence[GoLiveMeasure]) -> None:
    """Insert or replace. Newer is: a higher revision, or the same one as of the same day or a later one."""
    names = [connection.ops.quote_name(str(field.column)) for field in GoLiveMeasure._meta.concrete_fields]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != '"golive_id"')
    insert_rows(measures, conflict=_NEWER.format(changes=changes))
