"""Imports by command: done at once, and kept as a run like those of the API, so that who, when and what stay known."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from implementation.access.actors import Actor
from implementation.imports.mapping import Mapping, write_mapping
from implementation.models import ImportRun, ImportState
from implementation.services.imports.importing import ImportReport, import_folder
from implementation.services.imports.work import Progress
from implementation.services.imports.written import UNDOABLE_FOR
from implementation.services.stored_actors import stored_actor

_CHUNK = 2**20


def import_by_command(
    *,
    actor: Actor,
    at: datetime,
    path: Path,
    progress: Progress,
    dry_run: bool = False,
    left_out_to: Path | None = None,
    mapping: Mapping | None = None,
) -> tuple[ImportReport, UUID | None]:
    """The report, and the id of the run that was kept: none where nothing was written. Raises as `import_folder`."""
    run = ImportRun(
        id=uuid7(),
        state=ImportState.DONE,
        skip_bad_rows=left_out_to is not None,
        mapping=write_mapping(mapping) if mapping else "",
        filename=path.resolve().name[:255],
        actor=stored_actor(actor),
        started_at=timezone.now(),
        attempts=1,
    )

    def keep(report: ImportReport) -> None:
        """Inside the transaction that writes."""
        moment = timezone.now()
        run.content_hash = _hash_of(path)
        run.finished_at, run.heartbeat_at, run.undo_until = moment, moment, moment + UNDOABLE_FOR
        run.rows_total = run.rows_done = report.rows
        run.counts, run.rows_left_out = report.counts, report.rows_left_out
        run.warnings, run.warnings_total = report.warnings.as_dicts(), report.warnings.total
        run.faults, run.faults_total = report.left_out.as_dicts(), report.left_out.total
        run.save(force_insert=True)

    report = import_folder(
        actor=actor, at=at, folder=path, dry_run=dry_run, skip_bad_rows=left_out_to is not None,
        left_out_to=left_out_to, mapping=mapping, run_id=run.id, progress=progress, finish=keep,
    )  # fmt: skip
    return report, run.id if report.written else None


def _hash_of(path: Path) -> str:
    """Of names and contents, as of uploads: the same files have the same hash, whichever way they came."""
    files = sorted(_files_of(path))
    return sha256("".join(f"{file.name.lower()} {_digest(file)}\n" for file in files).encode()).hexdigest()


def _files_of(path: Path) -> Iterator[Path]:
    yield from (one for one in path.iterdir() if one.is_file()) if path.is_dir() else (path,)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
