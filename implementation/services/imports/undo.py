"""Undoing a run as one step: what it made is removed, what it changed is as it was, in one transaction or not at all.

Refused where anything was built on it since, with what that is. Called by the API, the command and the job.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import Problem, refused
from implementation.models import GoLive, ImportedRows, ImportRun, ImportState
from implementation.models.base import Noun
from implementation.models.vocabulary import Audience
from implementation.services.change import Change, changing
from implementation.services.constraints import problem_of
from implementation.services.imports.built_on import BuiltOn, changed_since, noun_of, told
from implementation.services.imports.made import Made, of_golive, rows_made_by
from implementation.services.imports.restore import golives_of_changed, restore
from implementation.services.imports.runs import JOB
from implementation.services.imports.written import UNDOABLE_FOR
from implementation.services.plans import project
from implementation.services.publish import publish
from implementation.services.stored_actors import actor_of, stored_actor
from implementation.services.values import existing

MOST_AT_ONCE = 20_000
"""Rows that are undone while the caller waits; more are left to the job."""
_UNDOABLE = (ImportState.DONE.value, ImportState.UNDOING.value)
_NAMED = 100
_IN_WORDS = 5
_log = logging.getLogger(__name__)


def request_undo(*, actor: Actor, at: datetime, run_id: UUID, request_id: str = "") -> ImportRun:
    """Undo the run, or have the job do so where it wrote many rows: its state is undoing until then."""
    run = _undoable(actor, at, run_id)
    written = sum(counts.get("created", 0) + counts.get("updated", 0) for counts in run.counts.values())
    if written <= MOST_AT_ONCE:
        return undo_import(actor=actor, at=at, run_id=run_id, request_id=request_id)
    with transaction.atomic():
        _move(run, ImportState.UNDOING, undone_by=stored_actor(actor), built_on=[], error="")
        transaction.on_commit(partial(publish, JOB), robust=True)
    run.refresh_from_db()
    return run


def undo_import(*, actor: Actor, at: datetime, run_id: UUID, request_id: str = "") -> ImportRun:
    """Undo the run now. Raises a problem `import-built-on` that lists what was changed since."""
    run = _undoable(actor, at, run_id)
    try:
        with transaction.atomic():
            _move(run, ImportState.UNDONE, undone_at=at, undone_by=stored_actor(actor), built_on=[], error="")
            with rows_made_by(run) as made:
                made.lock_shared()
                golive_ids = made.golive_ids() | golives_of_changed(run)
                with changing(actor=actor, at=at, golive_ids=golive_ids, request_id=request_id) as change:
                    _undo(run, made, change)
                    project(change.touched)
    except IntegrityError as error:
        raise problem_of(error) from error
    run.refresh_from_db()
    return run


def undo_waiting(*, at: datetime) -> None:
    """What the job does: undo the runs that wait for it. One that cannot be undone is done as before, and says why."""
    for run in ImportRun.objects.filter(state=ImportState.UNDOING).order_by("id"):
        try:
            undo_import(actor=actor_of(run.undone_by), at=at, run_id=run.id)
        except Problem as problem:
            _give_up(run, problem.detail, problem.extra.get("built_on", []))
        except Exception as error:
            _log.exception("The import %s could not be undone.", run.id)
            _give_up(run, f"{type(error).__name__}: {error}", [])


def forget_old(*, at: datetime) -> None:
    """Remove what runs could be undone by, once their time is over."""
    ImportedRows.objects.filter(run__undo_until__lt=at).delete()


def _give_up(run: ImportRun, error: str, built_on: list[Any]) -> None:
    ImportRun.objects.filter(id=run.id, state=ImportState.UNDOING).update(
        state=ImportState.DONE, error=error, built_on=built_on, undone_by={},
        version=F("version") + 1, updated_at=timezone.now(),
    )  # fmt: skip


def _undoable(actor: Actor, at: datetime, run_id: UUID) -> ImportRun:
    run = existing(ImportRun.objects.visible_to(actor), run_id, "import")
    if run.state == ImportState.UNDONE:
        raise _refused(f"The import was undone already, by {run.undone_by['name']} at {run.undone_at:%Y-%m-%d %H:%M}.")
    if run.state not in _UNDOABLE or run.dry_run:
        state = "a dry run" if run.dry_run else run.state.replace("_", " ")
        raise _refused(f"Only an import that is done can be undone; this one is {state}, and wrote nothing.")
    if run.undo_until is None or run.undo_until < at:
        raise _refused(f"It can be undone for {UNDOABLE_FOR.days} days, and they are over: what it wrote is not known.")
    return run


def _refused(words: str) -> Problem:
    return refused(words, "transition-refused", allowed=[])


def _move(run: ImportRun, to: ImportState, **fields: Any) -> None:
    """Claim the run: of two who undo it at once, one does."""
    moved = ImportRun.objects.filter(id=run.id, state__in=_UNDOABLE).update(
        state=to, version=F("version") + 1, updated_at=timezone.now(), **fields
    )
    if not moved:
        raise _refused("The import was undone meanwhile.")


def _undo(run: ImportRun, made: Made, change: Change) -> None:
    """Restored first, so that links which the run made from rows that stay are gone."""
    reason = f"The import of {run.filename} was undone"
    built = _named(run, changed_since(run, made))
    if not built:
        change.touch(restore(run, change, reason))
    built.extend(_named(run, made.hanging()))
    if built:
        raise _built_on(built)
    for model in made.models:
        _record_withdrawn(model, made, change, reason)
    change.record("import.undone", run, reason=run.filename)
    made.remove()
    ImportedRows.objects.filter(run=run, changed={}).delete()


def _named(run: ImportRun, keys: Iterator[Any]) -> list[BuiltOn]:
    return list(islice(told(run, keys), _NAMED))


def _built_on(built: list[BuiltOn]) -> Problem:
    more = f" and {len(built) - _IN_WORDS} more" if len(built) > _IN_WORDS else ""
    words = "; ".join(str(one) for one in built[:_IN_WORDS])
    return refused(
        f"Nothing was undone, because of what was done since: {words}{more}. Import a corrected file over it instead.",
        "import-built-on",
        built_on=[one.as_dict() for one in built],
    )


def _record_withdrawn(model: type[Noun], made: Made, change: Change, reason: str) -> None:
    """An event for each go-live that goes, which customers may know of; of other rows one for each go-live."""
    kind = f"{noun_of(model)}.withdrawn"
    if model is GoLive:
        for golive_id in made.rows(model).order_by("id").values_list("id", flat=True):
            golive = change.golives[golive_id]
            before = {"ref": golive.ref, "status": golive.status, "kickoff_on": golive.kickoff_on}
            change.record(
                kind, golive, golive=golive, before=before, reason=reason, audience=Audience.CUSTOMER
            )  # fmt: skip
        return
    if not of_golive(model):
        ids = list(made.rows(model).order_by("id").values_list("id", flat=True))
        change.record_many(kind, ids, golive=None, reason=reason)
        return
    rows = made.rows(model).order_by("golive_id", "id").values_list("golive_id", "id")
    for golive_id, of_one in groupby(rows.iterator(), key=lambda row: row[0]):
        change.record_many(kind, [row_id for _, row_id in of_one], golive=change.golives[golive_id], reason=reason)
