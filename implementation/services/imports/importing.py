"""A whole import: read, check, and write in one transaction or not at all.

Called by the command and by the import runs. The check works in a staging file and reads the database only.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.imports.columns import closest
from implementation.imports.faults import FaultList
from implementation.imports.left_out import LeftOut
from implementation.imports.mapping import Mapping
from implementation.imports.sources import TableSource, open_sources
from implementation.imports.stage import stage_file
from implementation.imports.staging import private_folder, staging_file
from implementation.services.change import changing
from implementation.services.imports.bulk import tell_planner
from implementation.services.imports.compare import compare, counts
from implementation.services.imports.locks import changes_anything, golives_to_lock
from implementation.services.imports.references import identify
from implementation.services.imports.registry import registered_tables
from implementation.services.imports.work import ImportTable, Progress, Work
from implementation.services.imports.write import write
from implementation.services.imports.written import Written
from implementation.services.plans import project

# Tables whose rows the plan is made of. An import states history: it moves no task.
PLANNED_BY = frozenset({"go_lives", "tasks", "holds", "target_changes"})
# A fact of today in a time zone ahead of UTC is of tomorrow here.
_GRACE = timedelta(days=1)
_MANY = 10_000


@dataclass(frozen=True)
class ImportReport:
    """What an import found, and whether it was written. `left_out` are the faults of rows that were passed over."""

    rows: int
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: FaultList = field(default_factory=FaultList)
    warnings: FaultList = field(default_factory=FaultList)
    left_out: FaultList = field(default_factory=FaultList)
    rows_left_out: int = 0
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
    skip_bad_rows: bool = False,
    left_out_to: Path | None = None,
    mapping: Mapping | None = None,
    request_id: str = "",
    run_id: UUID | None = None,
    progress: Progress = silent,
    finish: Finish = leave,
) -> ImportReport:
    """Import the tables of a folder, ZIP, workbook or CSV file. With faults, or as a dry run, nothing is written.

    `skip_bad_rows`: rows with faults are left out, and those that refer to them, and the rest is written; `left_out_to`
    gets files of what was left. `finish` gets the report inside the transaction that writes, so that what it stores is
    stored with the rows. `run_id`: what is written is kept under it, to be undone by. Raises NotADirectoryError; a
    problem `already-exists` where another writer brought the same refs meanwhile.
    """
    with private_folder() as private, LeftOut(private) as left_out:
        opened = _open(folder, private, mapping)
        while True:
            with staging_file(private) as staging:
                faults = FaultList(left_out.hear if skip_bad_rows else None)
                work = Work(staging, at=at, today=timezone.localdate(at), progress=progress, faults=faults)
                work.written = Written(run_id)
                _check(work, opened, left_out)
                if skip_bad_rows and left_out.another_round():
                    continue
                if left_out_to is not None and not work.faults:
                    left_out.write(opened.sources, left_out_to)
                report = _report(work, left_out, written=not (dry_run or work.faults))
                _write(work, report, actor, request_id, finish)
                return report


@dataclass(frozen=True)
class _Opened:
    sources: Sequence[TableSource]
    faults: FaultList
    notes: FaultList


def _open(folder: Path, private: Path, mapping: Mapping | None) -> _Opened:
    """Once for all rounds, because archives are unpacked for it."""
    workspace = private / "unpacked"
    workspace.mkdir()
    faults, notes = FaultList(), FaultList()
    sources = open_sources(folder, workspace=workspace, faults=faults, notes=notes)
    return _Opened(mapping.applied(sources) if mapping else sources, faults, notes)


def _check(work: Work, opened: _Opened, left_out: LeftOut) -> None:
    for fault in opened.faults:
        work.faults.add_fault(fault)
    for note in opened.notes:
        work.warnings.add_fault(note)
    _read(work, opened.sources, left_out)
    if work.tables:
        identify(work)
        compare(work)


def _read(work: Work, sources: Sequence[TableSource], left_out: LeftOut) -> None:
    """Stage every known table, in the order of the registry; other tables are faults."""
    by_table = _known_sources(work, sources)
    expected = sum(source.about_how_many_rows() for source in by_table.values())
    for table in registered_tables():
        if table.spec.name in by_table:
            source = by_table[table.spec.name]
            _stage(work, table, source, expected, left_out.rows_of(source.file))


def _known_sources(work: Work, sources: Sequence[TableSource]) -> dict[str, TableSource]:
    names = [table.spec.name for table in registered_tables()]
    known: dict[str, TableSource] = {}
    for source in sources:
        if source.table in known:
            remedy = f"{known[source.table].file} states this table already; keep one of the two."
            work.faults.add("duplicate_table", remedy, file=source.file)
        elif source.table in names:
            known[source.table] = source
        else:
            remedy = f"There is no table of this name.{closest(source.table, names)} Known are: {', '.join(names)}."
            work.faults.add("unknown_table", remedy, file=source.file)
    if not sources and not work.faults:
        remedy = f"There is no table here. Add CSV files named after their tables: {', '.join(names)}."
        work.faults.add("missing_table", remedy, file="go_lives.csv")
    return known


def _stage(work: Work, table: type[ImportTable], source: TableSource, expected: int, left_out: Set[int]) -> None:
    work.staging.create(table.spec)
    before = work.rows

    def tick(rows: int) -> None:
        work.progress("reading", before + rows, max(expected, before + rows))

    latest: date = work.today + _GRACE
    work.files[table.spec.name] = stage_file(
        source, table.spec, work.staging, work.faults, latest=latest, progress=tick, left_out=left_out
    )
    work.tables[table.spec.name] = table(work)


def _write(work: Work, report: ImportReport, actor: Actor, request_id: str, finish: Finish) -> None:
    if not report.written:
        return
    if not changes_anything(work):
        finish(report)
        return
    locked = golives_to_lock(work)
    work.progress("writing", 0, work.rows)
    with changing(actor=actor, at=work.at, golive_ids=locked, request_id=request_id) as change:
        write(work, change)
        if PLANNED_BY & set(work.tables):
            project(change.touched)
        finish(report)
    tell_planner(table.model for table in work.tables.values() if table.file.rows >= _MANY)


def _report(work: Work, left_out: LeftOut, *, written: bool) -> ImportReport:
    found = {name: counts(table) for name, table in work.tables.items()}
    left = (left_out.told, left_out.total) if not work.faults else (FaultList(), 0)
    return ImportReport(work.rows, found, work.faults, work.warnings, *left, written)
