"""Imports that were asked for: requested by the API, taken up by the job, found again after a crash.

A run is a row with a lease. Whoever claims it raises `attempts`, and writes to it only while `attempts` is still
theirs; the facts and the state `done` are stored in one transaction, so a run is never written twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import ImportRun, ImportState
from implementation.services.imports import uploads
from implementation.services.imports.heartbeat import Heartbeat, LeaseLostError, mine
from implementation.services.imports.importing import ImportReport, import_folder
from implementation.services.publish import publish
from implementation.services.values import plain

JOB = "implementation.run_imports"
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
RUNNING = (ImportState.CHECKING.value, ImportState.APPLYING.value)
_log = logging.getLogger(__name__)


def request_import(
    *, actor: Actor, at: datetime, files: Sequence[uploads.Upload], dry_run: bool = False, request_id: str = ""
) -> ImportRun:
    """Keep the files and queue their import. Each file is named after its table.

    An import states facts of every customer, so an actor who is bound to one is refused.
    """
    if actor.is_bound:
        raise Problem(
            "forbidden", "An import states facts of every customer; a key that is bound to one cannot bring it."
        )
    run = ImportRun(dry_run=dry_run, actor=_stored(actor), request_id=request_id, heartbeat_at=at)
    stored = uploads.store(run.id, files)
    run.stored_at, run.filename, run.content_hash = stored.place, stored.filename, stored.content_hash
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            transaction.on_commit(partial(publish, JOB), robust=True)
    except BaseException:
        uploads.remove(stored.place)
        raise
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
                actor=_actor(run.actor),
                at=at,
                folder=uploads.folder_of(run.stored_at),
                dry_run=run.dry_run,
                request_id=run.request_id,
                progress=heartbeat,
                finish=lambda report: _end_with(run, report),
            )
        if not report.written:
            _end_with(run, report)
    except LeaseLostError:
        _log.warning("The import %s was taken over by another worker; this one stops.", run.id)
    except Exception as error:
        _log.exception("The import %s failed at attempt %s.", run.id, run.attempts)
        _keep_error(run, error)


def _end_with(run: ImportRun, report: ImportReport) -> None:
    """Raises LeaseLostError, which undoes the transaction that it is called in."""
    ended = _end(
        run,
        ImportState.REFUSED if report.faults else ImportState.DONE,
        error="",
        counts=report.counts,
        faults=report.faults.as_dicts(),
        faults_total=report.faults.total,
        warnings=report.warnings.as_dicts(),
        warnings_total=report.warnings.total,
        rows_total=report.rows,
        rows_done=report.rows,
    )
    if not ended:
        raise LeaseLostError


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


def _stored(actor: Actor) -> dict[str, Any]:
    return {**plain(asdict(actor)), "scopes": sorted(actor.scopes)}


def _actor(stored: dict[str, Any]) -> Actor:
    """As it was when the import was asked for."""
    named = {name: UUID(stored[name]) if stored[name] else None for name in ("id", "customer_id", "golive_id")}
    return Actor(
        kind=ActorKind(stored["kind"]),
        name=stored["name"],
        email=stored["email"],
        role=Role(stored["role"]),
        scopes=frozenset(stored["scopes"]),
        **named,
    )
