"""Imports that were asked for: requested by the API, taken up by the job, found again after a crash.

A run is a row with a lease. Whoever claims it raises `attempts`, and writes to it only while `attempts` is still
theirs; the facts and the state `done` are stored in one transaction, so a run is never written twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import Problem, invalid, refused
from implementation.imports.faults import FaultList
from implementation.imports.mapping import LARGEST, MappingError, read_mapping
from implementation.models import ImportRun, ImportState
from implementation.services.imports import uploads
from implementation.services.imports.heartbeat import Heartbeat, LeaseLostError, mine
from implementation.services.imports.importing import ImportReport, import_folder
from implementation.services.imports.mapped import propose_mapping
from implementation.services.imports.written import UNDOABLE_FOR
from implementation.services.publish import publish
from implementation.services.stored_actors import actor_of, stored_actor
from implementation.services.values import existing

JOB = "implementation.run_imports"
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
RUNNING = (ImportState.CHECKING.value, ImportState.APPLYING.value)
_OF_FOREIGN_HEADINGS = {"unknown_table", "unknown_column", "missing_column"}
_log = logging.getLogger(__name__)


def request_import(
    *,
    actor: Actor,
    at: datetime,
    files: Sequence[uploads.Upload],
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    mapping: str = "",
    request_id: str = "",
) -> ImportRun:
    """Keep the files and queue their import: CSV files named after their tables, one workbook or one ZIP.

    An import states facts of every customer, so an actor who is bound to one is refused.
    """
    if actor.is_bound:
        raise Problem(
            "forbidden", "An import states facts of every customer; a key that is bound to one cannot bring it."
        )
    _check_mapping(mapping)
    run = ImportRun(
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
        mapping=mapping,
        actor=stored_actor(actor),
        request_id=request_id,
        heartbeat_at=at,
    )
    stored = uploads.store(run.id, files, mapped=bool(mapping) or dry_run)
    run.stored_at, run.filename, run.content_hash = stored.place, stored.filename, stored.content_hash
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            transaction.on_commit(partial(publish, JOB), robust=True)
    except BaseException:
        uploads.remove(stored.place)
        raise
    return run


def cancel_import(*, actor: Actor, at: datetime, run_id: UUID, request_id: str = "") -> ImportRun:
    """End a run that has not ended; a running one stops within seconds and writes nothing.

    Again, it changes nothing. Refused where the run has ended otherwise.
    """
    run = existing(ImportRun.objects.visible_to(actor), run_id, "import")
    fields = {"state": ImportState.CANCELLED, "finished_at": at, "updated_at": timezone.now()}
    waiting = ImportRun.objects.filter(id=run.id, state=ImportState.QUEUED)
    running = ImportRun.objects.filter(id=run.id, state__in=RUNNING)
    # Whoever works on it removes the files when it stops; nobody does where the worker is gone.
    abandoned = run.heartbeat_at is None or run.heartbeat_at < at - LEASE
    if waiting.update(version=F("version") + 1, **fields):
        uploads.remove(run.stored_at)
    elif running.update(version=F("version") + 1, **fields):
        if abandoned:
            uploads.remove(run.stored_at)
    else:
        run.refresh_from_db()
        if run.state != ImportState.CANCELLED:
            raise refused(f"The import has ended: it is {run.state}.", "transition-refused", allowed=[])
    run.refresh_from_db()
    return run


def claim_next(*, at: datetime) -> ImportRun | None:
    """The oldest run that waits, or whose lease has run out, now ours; None when there is none.

    A run that was given up too often has failed.
    """
    waiting = Q(state=ImportState.QUEUED) | Q(state__in=RUNNING, heartbeat_at__lt=at - LEASE)
    while run := ImportRun.objects.filter(waiting).order_by("id").first():
        if run.attempts >= MOST_ATTEMPTS:
            _end(run, ImportState.FAILED, error=run.error or f"The import was broken off {run.attempts} times.")
            continue
        claimed = ImportRun.objects.filter(id=run.id, state=run.state, attempts=run.attempts).update(
            state=ImportState.CHECKING,
            attempts=run.attempts + 1,
            heartbeat_at=at,
            started_at=Coalesce("started_at", at),
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
        if claimed:
            return ImportRun.objects.get(id=run.id)
    return None


def run_import(*, run: ImportRun, at: datetime) -> None:
    """Do the import of a claimed run. After an error the sweep tries again, some times."""
    try:
        with Heartbeat(run) as heartbeat:
            report = import_folder(
                actor=actor_of(run.actor),
                at=at,
                folder=uploads.path_of(run.stored_at),
                dry_run=run.dry_run,
                skip_bad_rows=run.skip_bad_rows,
                left_out_to=uploads.left_out_folder(run.id),
                mapping=read_mapping(run.mapping) if run.mapping else None,
                request_id=run.request_id,
                run_id=run.id,
                progress=heartbeat,
                finish=lambda report: _end_with(run, report),
            )
        if not report.written:
            _end_with(run, report)
    except LeaseLostError:
        _log.warning("The import %s was cancelled, or taken over by another worker; this one stops.", run.id)
        if ImportRun.objects.filter(id=run.id, state=ImportState.CANCELLED).exists():
            uploads.remove(run.stored_at)
    except Exception as error:
        _log.exception("The import %s failed at attempt %s.", run.id, run.attempts)
        _keep_error(run, error)


def _end_with(run: ImportRun, report: ImportReport) -> None:
    """Raises LeaseLostError, which undoes the transaction that it is called in."""
    told = FaultList()
    for fault in (*report.faults, *report.left_out):
        told.add_fault(fault)
    ended = _end(
        run,
        ImportState.REFUSED if report.faults else ImportState.DONE,
        error="",
        counts=report.counts,
        faults=told.as_dicts(),
        faults_total=report.faults.total + report.left_out.total,
        rows_left_out=report.rows_left_out,
        proposed_mapping=_proposed(run, report),
        warnings=report.warnings.as_dicts(),
        warnings_total=report.warnings.total,
        rows_total=report.rows,
        rows_done=report.rows,
        undo_until=timezone.now() + UNDOABLE_FOR if report.written else None,
    )
    if not ended:
        raise LeaseLostError


def _proposed(run: ImportRun, report: ImportReport) -> str:
    """For a dry run of files with headings that are not ours."""
    foreign = any(fault.code in _OF_FOREIGN_HEADINGS for fault in report.faults)
    return propose_mapping(uploads.path_of(run.stored_at))[:LARGEST] if run.dry_run and foreign else ""


def _check_mapping(mapping: str) -> None:
    try:
        if mapping:
            read_mapping(mapping)
    except MappingError as error:
        raise invalid("mapping", "wrong_mapping", str(error)) from error


def _keep_error(run: ImportRun, error: Exception) -> None:
    """The lease runs out by itself, and the sweep tries again; the last attempt ends the run."""
    told = error.detail if isinstance(error, Problem) else f"{type(error).__name__}: {error}"
    if run.attempts >= MOST_ATTEMPTS:
        _end(run, ImportState.FAILED, error=told)
    else:
        mine(run).update(error=told, version=F("version") + 1, updated_at=timezone.now())


def _end(run: ImportRun, state: ImportState, **fields: Any) -> bool:
    """Whether it was ours to end. The files are removed once the end is committed."""
    moment = timezone.now()
    ended = mine(run).update(state=state, finished_at=moment, updated_at=moment, version=F("version") + 1, **fields)
    if ended:
        transaction.on_commit(partial(uploads.remove, run.stored_at), robust=True)
    return bool(ended)
