"""The follower `measures` of the event log: takes the go-lives that events touched and measures them again.

It folds no events into sums: measures come from the facts, so a batch may be done twice, late or in part, and the
outcome is the same. Called by the job `tracking.follow` and by whoever brings everything up to date.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from implementation.models import Event, GoLive, ParkedGoLive
from implementation.services.followers import (
    advance,
    due_parked,
    next_events,
    number_events,
    park,
    position_of,
    unpark,
)
from implementation.services.reporting_day import reporting_day
from tracking.models import GoLiveMeasure
from tracking.models.measures import MEASURES
from tracking.services.all_hours import Summed, sum_all_minutes
from tracking.services.halving import halved
from tracking.services.measure import Progress, chunks, measure, silent
from tracking.services.store import store
from tracking.services.touched import touched_by, without_current_measure

Failures = list[tuple[UUID, str]]
# From here on one pass over all time entries costs less than one go-live after the other.
MANY = 1000
_log = logging.getLogger(__name__)


def follow(*, at: datetime, measured: set[UUID] | None = None) -> int:
    """Follow batch by batch until no numbered event is left, then retry what is due; the number of events followed.

    Adds to `measured` the go-lives that were measured anew. Stops where another follower of this name was faster:
    that one goes on.
    """
    followed = 0
    while True:
        number_events()
        position = position_of(MEASURES)
        events = next_events(position)
        if not events or not _follow_batch(events, position, at, set() if measured is None else measured):
            break
        followed += len(events)
    retry_parked(at=at)
    return followed


def _follow_batch(events: Sequence[Event], position: int, at: datetime, measured: set[UUID]) -> bool:
    """Compute with no transaction open; then move on and store in one short one.

    What a batch touches beyond one chunk is stored before, chunk by chunk: storing twice changes nothing, and nobody
    else has to wait for it.
    """
    new = events[-1].position
    if new is None:
        raise ValueError(f"Event {events[-1].id} has no position; followers read numbered events only.")
    *before, last = [*chunks(touched_by(events, as_of=reporting_day(at)))] or [[]]
    for chunk in before:
        _measure_and_settle(chunk, at=at)
        measured.update(chunk)
    rows, failed = measure_all(last, as_of=reporting_day(at), at=at)
    measured.update(last)
    return advance(MEASURES, old=position, new=new, effect=lambda: settle(rows, failed, at=at))


def measure_all(
    golive_ids: Sequence[UUID], *, as_of: date, at: datetime, sums: Mapping[UUID, Summed] | None = None
) -> tuple[list[GoLiveMeasure], Failures]:
    """Measures as of a day, and the go-lives that cannot be measured, each with its error."""
    measured: list[GoLiveMeasure] = []
    failed = halved(golive_ids, lambda some: measured.extend(measure(some, as_of=as_of, at=at, sums=sums)))
    return measured, failed


def settle(measured: Sequence[GoLiveMeasure], failed: Failures, *, at: datetime) -> None:
    """Inside a transaction: store what was measured, park what failed or cannot be stored.

    Go-lives that are gone meanwhile, because their import was undone, are passed over.
    """
    there = _there([*(row.golive_id for row in measured), *(golive_id for golive_id, _ in failed)])
    measured = [row for row in measured if row.golive_id in there]
    failed = [(golive_id, error) for golive_id, error in failed if golive_id in there]
    refused = [(row.golive_id, error) for row, error in halved(measured, _store_or_undo)]
    bad = dict([*failed, *refused])
    unpark(MEASURES, [row.golive_id for row in measured if row.golive_id not in bad])
    for golive_id, error in bad.items():
        _log.warning("The go-live %s cannot be measured and is set aside: %s", golive_id, error)
        park(MEASURES, golive_id, error=error, at=at)


def _there(golive_ids: Sequence[UUID]) -> set[UUID]:
    return set(GoLive.objects.filter(id__in=golive_ids).values_list("id", flat=True))


def _store_or_undo(rows: Sequence[GoLiveMeasure]) -> None:
    with transaction.atomic():
        store(rows)


def retry_parked(*, at: datetime) -> int:
    """Measure the parked go-lives whose next attempt is due; how many that were."""
    due = due_parked(MEASURES, at=at)
    if due:
        _measure_and_settle(due, at=at)
    return len(due)


def refresh_measures(*, at: datetime, progress: Progress = silent) -> int:
    """Measure whatever is not current, as all is when a day has passed, but what is parked; how many that were.

    Works in chunks, each stored on its own: a run that was cut short is taken up by the next.
    """
    parked = set(ParkedGoLive.objects.filter(follower_id=MEASURES).values_list("golive_id", flat=True))
    waiting = [one for one in without_current_measure(as_of=reporting_day(at)) if one not in parked]
    done = 0
    sums = sum_all_minutes(as_of=reporting_day(at)) if len(waiting) > MANY else None
    for chunk in chunks(waiting):
        _measure_and_settle(chunk, at=at, sums=sums)
        done += len(chunk)
        progress("Measuring go-lives", done, len(waiting))
    return len(waiting)


def _measure_and_settle(golive_ids: Sequence[UUID], *, at: datetime, sums: Mapping[UUID, Summed] | None = None) -> None:
    position_of(MEASURES)  # makes the follower, which what is parked refers to
    measured, failed = measure_all(golive_ids, as_of=reporting_day(at), at=at, sums=sums)
    with transaction.atomic():
        settle(measured, failed, at=at)
