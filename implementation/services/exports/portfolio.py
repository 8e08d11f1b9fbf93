"""A whole portfolio in the import's own format. Reads only: facts, refs and events stay as they are.

Called by the command and by the export runs.
"""

import csv
from collections.abc import Callable
from functools import partial
from uuid import UUID

from implementation.access.actors import Actor
from implementation.services.exports.files import OpenTable
from implementation.services.exports.snapshot import snapshot
from implementation.services.exports.tables import ExportTable, Scope, exported_tables

Progress = Callable[[int, int], None]
"""Called with the rows written and those there are in all."""
_TOLD_EVERY = 500


def silent(done: int, total: int) -> None:
    """A progress that nobody watches."""


def export_portfolio(
    *, actor: Actor, open_table: OpenTable, customer_id: UUID | None = None, progress: Progress = silent
) -> dict[str, int]:
    """Write every table, also the empty ones; the number of rows of each.

    The rows that the actor may know of, or of these one customer's, as of one moment.
    """
    with snapshot():
        tables = list(exported_tables(Scope(actor, customer_id)))
        total = sum(table.rows.count() for table in tables)
        counts: dict[str, int] = {}
        for table in tables:
            before = sum(counts.values())
            counts[table.spec.name] = _write(table, open_table, partial(_tick, progress, before, total))
        progress(total, total)
    return counts


def _tick(progress: Progress, before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _write(table: ExportTable, open_table: OpenTable, tick: Callable[[int], None]) -> int:
    with open_table(table.spec.name) as file:
        writer = csv.writer(file)
        writer.writerow(table.spec.names)
        done = 0
        for done, line in enumerate(table.lines(), start=1):
            writer.writerow(line)
            if done % _TOLD_EVERY == 0:
                tick(done)
    return done
