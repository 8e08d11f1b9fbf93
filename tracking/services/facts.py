"""Reads what the measures are computed from: a constant number of queries for many go-lives, never one for each.

The go-live's row, and with it the revision, is read first: facts that change meanwhile raise the revision, so a
measure may know more than its revision says, but never less.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from implementation.models import Barrier, GoLive, Hold, TargetChange
from implementation.models.golives import DATE_FIELDS
from implementation.planning.slips import Day, Move
from tracking.stats.derive import Facts, Pause

_COLUMNS = ("id", "revision", "hypercare_days", *DATE_FIELDS, "target_on_precision", "live_on_precision")


@dataclass(frozen=True, slots=True)
class Blocked:
    """One barrier. `closed_on` None: still open."""

    kind: str
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class GoLiveFacts:
    """What was recorded of one go-live but its hours, dates after any as-of included."""

    id: UUID
    revision: int
    dates: Facts
    target: Day | None
    live: Day | None
    handed_over_on: date | None
    moves: Sequence[Move] = field(default=())
    barriers: Sequence[Blocked] = field(default=())


def read_facts(golive_ids: Sequence[UUID]) -> list[GoLiveFacts]:
    """The facts of those of the go-lives that exist, in id order."""
    rows = list(GoLive.objects.filter(id__in=golive_ids).order_by("id").values(*_COLUMNS))
    holds, moves, barriers = _holds(golive_ids), _moves(golive_ids), _barriers(golive_ids)
    return [
        GoLiveFacts(
            id=row["id"],
            revision=row["revision"],
            dates=_dates(row, holds.get(row["id"], ())),
            target=_day(row["target_on"], row["target_on_precision"]),
            live=_day(row["live_on"], row["live_on_precision"]),
            handed_over_on=row["handed_over_on"],
            moves=moves.get(row["id"], ()),
            barriers=barriers.get(row["id"], ()),
        )
        for row in rows
    ]


def _dates(row: dict[str, Any], holds: Iterable[Pause]) -> Facts:
    return Facts(
        kickoff=row["kickoff_on"],
        live=row["live_on"],
        cancelled=row["cancelled_on"],
        contract=row["contract_signed_on"],
        hypercare_days=row["hypercare_days"],
        holds=tuple(holds),
    )


def _day(on: date | None, precision: str) -> Day | None:
    return None if on is None else Day(on, precision)


def _holds(golive_ids: Sequence[UUID]) -> dict[UUID, list[Pause]]:
    """A hold's `ends_on` is its last day; work is taken up again on the day after it."""
    found: dict[UUID, list[Pause]] = defaultdict(list)
    rows = Hold.objects.filter(golive_id__in=golive_ids).order_by("starts_on", "id")
    for golive_id, starts_on, ends_on in rows.values_list("golive_id", "starts_on", "ends_on"):
        found[golive_id].append(Pause(starts_on, ends_on and ends_on + timedelta(days=1)))
    return found


def _moves(golive_ids: Sequence[UUID]) -> dict[UUID, list[Move]]:
    """In order of announcement; those of an unknown day come first, in the order they were stated."""
    found: dict[UUID, list[Move]] = defaultdict(list)
    rows = TargetChange.objects.filter(golive_id__in=golive_ids)
    for row in rows.order_by(F("announced_on").asc(nulls_first=True), "id"):
        old = _day(row.old_target_on, row.old_target_on_precision)
        new = Day(row.new_target_on, row.new_target_on_precision)
        found[row.golive_id].append(Move(row.announced_on, old, new))
    return found


def _barriers(golive_ids: Sequence[UUID]) -> dict[UUID, list[Blocked]]:
    found: dict[UUID, list[Blocked]] = defaultdict(list)
    rows = Barrier.objects.filter(golive_id__in=golive_ids).order_by("opened_on", "id")
    for golive_id, kind, opened_on, closed_on in rows.values_list("golive_id", "kind", "opened_on", "closed_on"):
        found[golive_id].append(Blocked(kind, opened_on, closed_on))
    return found
