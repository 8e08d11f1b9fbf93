"""Exports that were asked for: requested by the API, written by the job, found again after a crash, gone after a day.

A run is a row with a lease. Its file gets its name only once it is whole, and is told of only once it is there.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.access.scopes import allows
from implementation.http.problems import Problem
from implementation.models import Customer, ExportRun, ExportState
from implementation.services.change import changing
from implementation.services.exports import kept
from implementation.services.exports.files import new_files
from implementation.services.exports.lease import Heartbeat, LeaseLostError, mine, raise_version
from implementation.services.exports.portfolio import export_portfolio
from implementation.services.publish import publish
from implementation.services.stored_actors import actor_of, stored_actor
from implementation.services.values import existing

JOB = "implementation.run_exports"
LEASE = timedelta(seconds=60)
KEPT_FOR = timedelta(hours=24)
MOST_ATTEMPTS = 3
MOST_WAITING = 20
_UNFINISHED = (ExportState.QUEUED.value, ExportState.RUNNING.value)
_NOUNS = ("customers", "go-lives", "tasks", "time-entries", "barriers", "holds", "target-changes")
_log = logging.getLogger(__name__)


def request_export(*, actor: Actor, at: datetime, customer_id: UUID | None = None, request_id: str = "") -> ExportRun:
    """Queue an export of one customer, or of all. Who is bound to a customer gets that one's.

    An export shows rows of many nouns, so whoever asks must be allowed to read each of them.
    """
    _expect_scopes(actor)
    customer_id = customer_id or actor.customer_id
    if customer_id is not None:
        existing(Customer.objects.visible_to(actor), customer_id, "customer")
    if ExportRun.objects.filter(state__in=_UNFINISHED).count() >= MOST_WAITING:
        raise Problem("too-many-requests", f"{MOST_WAITING} exports wait already. Ask again once some are done.")
    run = ExportRun(customer_id=customer_id, actor=stored_actor(actor), heartbeat_at=at)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        run.save(force_insert=True)
        change.record("export.requested", run, customer_id=customer_id)
        transaction.on_commit(partial(publish, JOB), robust=True)
    _log.info("The export %s was asked for by %s (request %s).", run.id, actor.name, request_id)
    return run


def _expect_scopes(actor: Actor) -> None:
    if actor.golive_id is not None or not actor.sees_internal:
        raise Problem("forbidden", "An export shows the whole of a customer, notes for staff included.")
    missing = [f"{noun}:read" for noun in _NOUNS if not allows(actor, f"{noun}:read")]
    if missing:
        raise Problem("scope-missing", f"An export needs {', '.join(missing)} too; {actor.name} does not have them.")


def claim_next(*, at: datetime) -> ExportRun | None:
    """The oldest run that waits, or whose lease has run out, now ours; None when there is none.

    A run that was given up too often has failed.
    """
    waiting = Q(state=ExportState.QUEUED) | Q(state=ExportState.RUNNING, heartbeat_at__lt=at - LEASE)
    while run := ExportRun.objects.filter(waiting).order_by("id").first():
        if run.attempts >= MOST_ATTEMPTS:
            error = run.error or f"The export was broken off {run.attempts} times."
            mine(run).update(state=ExportState.FAILED, error=error, finished_at=at, **raise_version())
            continue
        same = ExportRun.objects.filter(id=run.id, state=run.state, attempts=run.attempts)
        claimed = same.update(
            state=ExportState.RUNNING,
            attempts=run.attempts + 1,
            heartbeat_at=at,
            started_at=Coalesce("started_at", at),
            **raise_version(),
        )
        if claimed:
            return ExportRun.objects.get(id=run.id)
    return None


def run_export(*, run: ExportRun) -> None:
    """Write the file of a claimed run. After an error the sweep tries again, some times."""
    try:
        draft = kept.draft_of(run.id, run.attempts)
        with Heartbeat(run) as heartbeat, new_files(draft) as open_table:
            counts = export_portfolio(
                actor=actor_of(run.actor), open_table=open_table, customer_id=run.customer_id, progress=heartbeat
            )
        _finish(run, counts)
    except LeaseLostError:
        _log.warning("The export %s was taken over by another worker; this one stops.", run.id)
    except Exception as error:
        _log.exception("The export %s failed at attempt %s.", run.id, run.attempts)
        _keep_error(run, error)


def _finish(run: ExportRun, counts: dict[str, int]) -> None:
    """The whole file first, then the word that it is there. Raises LeaseLostError."""
    told = kept.keep(run.id, run.attempts)
    now = timezone.now()
    rows = sum(counts.values())
    ended = mine(run).update(
        state=ExportState.DONE,
        counts=counts,
        rows_done=rows,
        rows_total=rows,
        size=told.size,
        content_hash=told.content_hash,
        error="",
        finished_at=now,
        expires_at=now + KEPT_FOR,
        **raise_version(),
    )
    if not ended:
        raise LeaseLostError


def _keep_error(run: ExportRun, error: Exception) -> None:
    """The lease runs out by itself, and the sweep tries again; the last attempt ends the run."""
    told = f"{type(error).__name__}: {error}"
    last = run.attempts >= MOST_ATTEMPTS
    ended = {"state": ExportState.FAILED, "finished_at": timezone.now()} if last else {}
    mine(run).update(error=told, **ended, **raise_version())


def forget_old(*, at: datetime) -> None:
    """Remove the files whose time is over, and what was left of runs that failed."""
    found = kept.there()
    over = ExportRun.objects.filter(state=ExportState.DONE, expires_at__lte=at)
    over.update(state=ExportState.EXPIRED, version=F("version") + 1, updated_at=at)
    # Asked after the folder was read: a run is stored before its first file.
    needed = set(
        ExportRun.objects.filter(id__in=found, state__in=(*_UNFINISHED, ExportState.DONE)).values_list("id", flat=True)
    )
    for path in (path for run_id, paths in found.items() if run_id not in needed for path in paths):
        path.unlink(missing_ok=True)
