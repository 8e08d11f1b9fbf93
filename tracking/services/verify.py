"""Compares the stored measures with what the facts give when computed again. Changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from implementation.models import GoLive
from tracking.models import GoLiveMeasure
from tracking.services.follow import measure_all
from tracking.services.measure import Progress, chunks, silent

_COMPARED = tuple(
    field.attname for field in GoLiveMeasure._meta.concrete_fields if field.attname not in {"golive_id", "computed_at"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one go-live's measure. `field` is `measure` where there is none at all."""

    golive_id: UUID
    field: str
    stored: object
    computed: object


def verify_measures(*, at: datetime, progress: Progress = silent) -> list[Difference]:
    """All differences, by go-live. Each measure is checked as of its own day.

    A measure of an older revision differs in `revision` alone: its facts have changed since, which says nothing
    about the rest.
    """
    golive_ids = list(GoLive.objects.order_by("id").values_list("id", flat=True))
    found: list[Difference] = []
    done = 0
    for chunk in chunks(golive_ids):
        found += _differences(chunk, at)
        done += len(chunk)
        progress("Checking measures", done, len(golive_ids))
    return found


def _differences(golive_ids: Sequence[UUID], at: datetime) -> Iterator[Difference]:
    stored = GoLiveMeasure.objects.filter(golive_id__in=golive_ids).order_by("as_of", "golive_id")
    seen: set[UUID] = set()
    for as_of, of_day in groupby(stored, key=_day):
        rows = {row.golive_id: row for row in of_day}
        seen.update(rows)
        computed, failed = measure_all(sorted(rows), as_of=as_of, at=at)
        for row in computed:
            yield from _compare(rows[row.golive_id], row)
        for golive_id, error in failed:
            yield Difference(golive_id, "measure", "one", f"none: {error}")
    for golive_id in golive_ids:
        if golive_id not in seen:
            yield Difference(golive_id, "measure", None, "there should be one")


def _day(row: GoLiveMeasure) -> date:
    return row.as_of


def _compare(stored: GoLiveMeasure, computed: GoLiveMeasure) -> Iterator[Difference]:
    fields = _COMPARED if stored.revision == computed.revision else ("revision",)
    for field in fields:
        before, after = getattr(stored, field), getattr(computed, field)
        if before != after:
            yield Difference(stored.golive_id, field, before, after)
