"""A whole import: read, check, and write in one transaction or not at all.

Called by the command and by the import runs. The check works in a staging file and reads the database only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.imports.columns import closest
from implementation.imports.faults import FaultList
from implementation.imports.sources import TableSource, folder_sources
from implementation.imports.stage import stage_file
from implementation.imports.staging import staging_file
from implementation.services.change import changing
from implementation.services.imports.compare import compare, counts
from implementation.services.imports.locks import changes_anything, golives_to_lock
from implementation.services.imports.references import identify
from implementation.services.imports.registry import registered_tables
from implementation.services.imports.work import ImportTable, Progress, Work
from implementation.services.imports.write import write

# A fact of today in a time zone ahead of UTC is of tomorrow here.
_GRACE = timedelta(days=1)


@dataclass(frozen=True)
class ImportReport:
    """What an import found, and whether it was written."""

    rows: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: FaultList = field(default_factory=FaultList)
    warnings: FaultList = field(default_factory=FaultList)
    written: bool = False


Finish = Callable[[ImportReport], None]


def silent(step: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


def leave(report: ImportReport) -> None:
    """Nothing more to do."""


def import_folder(
    *,
    actor: Actor,
    at: datetime,
    folder: Path,
    dry_run: bool = False,
    request_id: str = "",
    progress: Progress = silent,
    finish: Finish = leave,
) -> ImportReport:
    """Import the CSV files of a folder. With faults, or as a dry run, nothing is written.

    `finish` gets the report inside the transaction that writes, so that what it stores is stored with the rows.
    Raises NotADirectoryError; a problem `already-exists` where another writer brought the same refs meanwhile.
    """
    with staging_file() as staging:
        work = Work(staging, at=at, today=timezone.localdate(at), progress=progress)
        _read(work, folder_sources(folder))
        if work.tables:
            identify(work)
            compare(work)
        return _write_unless(work, dry_run or bool(work.faults), actor, request_id, finish)


def _read(work: Work, sources: Sequence[TableSource]) -> None:
    """Stage every known table, in the order of the registry; other tables are faults."""
    by_table = _known_sources(work, sources)
    expected = sum(source.about_how_many_rows() for source in by_table.values())
    for table in registered_tables():
        if table.spec.name in by_table:
            _stage(work, table, by_table[table.spec.name], expected)


def _known_sources(work: Work, sources: Sequence[TableSource]) -> dict[str, TableSource]:
    names = [table.spec.name for table in registered_tables()]
    known: dict[str, TableSource] = {}
    for source in sources:
        if source.table in names:
            known[source.table] = source
        else:
            remedy = f"There is no table of this name.{closest(source.table, names)} Known are: {', '.join(names)}."
            work.faults.add("unknown_table", remedy, file=source.file)
    if not sources:
        remedy = f"There is no table here. Add CSV files named after their tables: {', '.join(names)}."
        work.faults.add("missing_table", remedy, file="go_lives.csv")
    return known


def _stage(work: Work, table: type[ImportTable], source: TableSource, expected: int) -> None:
    work.staging.create(table.spec)
    before = work.rows

    def tick(rows: int) -> None:
        work.progress("reading", before + rows, max(expected, before + rows))

    latest: date = work.today + _GRACE
    work.files[table.spec.name] = stage_file(
        source, table.spec, work.staging, work.faults, latest=latest, progress=tick
    )
    work.tables[table.spec.name] = table(work)


def _write_unless(work: Work, refused: bool, actor: Actor, request_id: str, finish: Finish) -> ImportReport:
    report = _report(work, written=not refused)
    if refused:
        return report
    if not changes_anything(work):
        finish(report)
        return report
    locked = golives_to_lock(work)
    work.progress("writing", 0, work.rows)
    with changing(actor=actor, at=work.at, golive_ids=locked, request_id=request_id) as change:
        write(work, change)
        finish(report)
    return report


def _report(work: Work, *, written: bool) -> ImportReport:
    found = {name: counts(table) for name, table in work.tables.items()}
    return ImportReport(work.rows, found, work.faults, work.warnings, written)
