"""Where the days of one go-live went, and how far it slipped: facts as of a day. Four queries.

By the same pure functions as the measures of `tracking`, so that both tell the same figures.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from implementation.access.actors import Actor
from implementation.http.problems import Problem, not_found
from implementation.models import Barrier, GoLive, Hold, TargetChange
from implementation.models.vocabulary import Side
from implementation.planning.blocked_days import BlockedDays, SplitDays, blocked_days, counted_window, split_days
from implementation.planning.intervals import Interval, known_by
from implementation.planning.slips import Day, Move, Slips, slips

# Of barriers and holds whose side nobody stated.
UNSTATED = "unstated"
SIDES = (*Side.values, UNSTATED)
SIDE_CHOICES = [(side, side) for side in SIDES]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GoLiveDays:
    """As known on `as_of`. `window` and `split` are None before kickoff, or where the dates contradict each other."""

    golive: GoLive
    as_of: date
    window: Interval | None
    blocked: BlockedDays
    split: SplitDays | None
    held_by_side: dict[str, int]
    slips: Slips


def golive_days(golive_id: UUID, *, actor: Actor, as_of: date) -> GoLiveDays:
    """For staff: barriers without a wording for the customer count too."""
    if not actor.sees_internal:
        raise Problem("forbidden", "Where the days went is for staff: barriers count that you are not shown.")
    golive = GoLive.objects.visible_to(actor).filter(id=golive_id).first()
    if golive is None:
        raise not_found("go-live")
    window = counted_window(kickoff=golive.kickoff_on, live=golive.live_on, cancelled=golive.cancelled_on, as_of=as_of)
    by_kind, by_side = _barriers(golive_id, as_of)
    holds = _holds(golive_id, as_of)
    all_holds = [one for held in holds.values() for one in held]
    return GoLiveDays(
        golive=golive,
        as_of=as_of,
        window=window,
        blocked=blocked_days(by_kind, window),
        split=split_days(window, holds=all_holds, by_side=by_side) if window else None,
        held_by_side=blocked_days(holds, window).attributed,
        slips=_slips(golive, as_of=as_of),
    )


_Lasting = dict[str, list[Interval]]


def _barriers(golive_id: UUID, as_of: date) -> tuple[_Lasting, _Lasting]:
    """By kind and by side."""
    by_kind: _Lasting = defaultdict(list)
    by_side: _Lasting = defaultdict(list)
    rows = Barrier.objects.filter(golive_id=golive_id).order_by("opened_on", "id")
    for kind, side, opened_on, closed_on in rows.values_list("kind", "side", "opened_on", "closed_on"):
        if lasted := known_by(opened_on, closed_on, as_of):
            by_kind[kind].append(lasted)
            by_side[side or UNSTATED].append(lasted)
    return by_kind, by_side


def _holds(golive_id: UUID, as_of: date) -> _Lasting:
    """A hold's `ends_on` is its last day; work is taken up again on the day after it."""
    by_side: _Lasting = defaultdict(list)
    rows = Hold.objects.filter(golive_id=golive_id).order_by("starts_on", "id")
    for side, starts_on, ends_on in rows.values_list("side", "starts_on", "ends_on"):
        if lasted := known_by(starts_on, ends_on and ends_on + _DAY, as_of):
            by_side[side or UNSTATED].append(lasted)
    return by_side


def _slips(golive: GoLive, *, as_of: date) -> Slips:
    """As the measures count them: what lies after `as_of` is not known yet."""
    live = golive.live_on if golive.live_on and golive.live_on <= as_of else None
    cancelled = golive.cancelled_on is not None and golive.cancelled_on <= as_of and live is None
    moves = TargetChange.objects.filter(golive_id=golive.id).order_by(F("announced_on").asc(nulls_first=True), "id")
    return slips(
        target=_day(golive.target_on, golive.target_on_precision),
        moves=[_move(row) for row in moves],
        live=_day(live, golive.live_on_precision),
        cancelled=cancelled,
        started=_started(golive, as_of),
        as_of=as_of,
    )


def _started(golive: GoLive, as_of: date) -> bool:
    kickoff, cancelled = golive.kickoff_on, golive.cancelled_on
    given_up_before = kickoff is not None and cancelled is not None and cancelled <= as_of and cancelled < kickoff
    return kickoff is not None and kickoff <= as_of and not given_up_before


def _move(row: TargetChange) -> Move:
    return Move(
        announced_on=row.announced_on,
        old=_day(row.old_target_on, row.old_target_on_precision),
        new=Day(row.new_target_on, row.new_target_on_precision),
    )


def _day(on: date | None, precision: str) -> Day | None:
    return None if on is None else Day(on, precision)
