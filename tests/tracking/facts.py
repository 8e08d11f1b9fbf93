"""Short words for tests of the measures: a quiet day to look from, what changes facts, and what is measured of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from implementation.models import Barrier, GoLive, TimeEntry
from implementation.services import time_entries
from tests import factories as make
from tracking.models import GoLiveMeasure
from tracking.services.measure import measure

DAY = date(2026, 6, 30)


def measured(golive: GoLive, *, as_of: date = DAY) -> GoLiveMeasure:
    """Computed in memory, nothing stored."""
    return measures_of([golive], as_of=as_of)[0]


def measures_of(golives: Sequence[GoLive], *, as_of: date = DAY) -> list[GoLiveMeasure]:
    return measure([golive.id for golive in golives], as_of=as_of, at=make.now())


def blocked(golive: GoLive, kind: str, opened_on: date, closed_on: date | None = None) -> Barrier:
    return make.barrier(golive, kind=kind, opened_on=opened_on, closed_on=closed_on)


def corrected(entry: TimeEntry, **fields: Any) -> TimeEntry:
    return time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, fields=fields)


def voided(entry: TimeEntry) -> TimeEntry:
    return time_entries.void_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, reason="test")
