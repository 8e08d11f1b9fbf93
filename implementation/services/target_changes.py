"""Moving the target of a go-live: an append-only history, each move with its reason."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.imports.dates import middle_day
from implementation.models import TargetChange
from implementation.models.vocabulary import Audience, BarrierKind, Precision
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES
from implementation.services.change import changing
from implementation.services.golives import refuse_target_before_kickoff
from implementation.services.plans import replan_golive
from implementation.services.values import apply_changes, check, expect_version, not_in_future


def move_target(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    new_target_on: date,
    reason: str,
    new_target_on_precision: str = Precision.DAY.value,
    barrier: str = "",
    announced_on: date | None = None,
    ref: str | None = None,
    allow_compression: bool = False,
    version: int | None = None,
    request_id: str = "",
) -> TargetChange:
    """Move the target, announced on the day of `at` unless said otherwise.

    Needs a reason, and the kind of the barrier where the target moves later. The plan moves with it; a target that is
    too near for some tasks is accepted with `allow_compression` alone.
    """
    new_target_on = middle_day(new_target_on, new_target_on_precision)
    announced = announced_on or timezone.localdate(at)
    not_in_future("announced_on", announced, at)
    if not reason.strip():
        raise invalid("reason", "required", "Say why the target moves.")
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        expect_version(golive, version)
        if golive.status in CLOSED_GOLIVE_STATUSES or golive.live_on:
            raise refused(f"The go-live is {golive.status}; its target does not move any more.")
        if golive.target_on and new_target_on > golive.target_on and barrier not in BarrierKind.values:
            raise invalid(
                "barrier",
                "required",
                f"The target moves later: name the barrier, one of {', '.join(BarrierKind.values)}.",
            )
        move = TargetChange(
            golive=golive,
            announced_on=announced,
            old_target_on=golive.target_on,
            old_target_on_precision=golive.target_on_precision,
            new_target_on=new_target_on,
            new_target_on_precision=new_target_on_precision,
            reason=reason,
            barrier=barrier,
            ref=ref,
            again=_announced_before(golive.id, announced, new_target_on),
        )
        check(move)
        move.save(force_insert=True)
        before, after = apply_changes(
            golive, {"target_on": new_target_on, "target_on_precision": new_target_on_precision}
        )
        refuse_target_before_kickoff(golive)
        change.record(
            "target-change.announced", move, golive=golive, before=before, after=after, reason=reason,
            audience=Audience.CUSTOMER,
        )  # fmt: skip
        replan_golive(change, golive, decided=True, allow_compression=allow_compression)
    return move


def _announced_before(golive_id: UUID, announced_on: date, new_target_on: date) -> int:
    """A slip that is taken back on its day leads to a target that was announced on that day before."""
    known = TargetChange.objects.filter(golive_id=golive_id, announced_on=announced_on, new_target_on=new_target_on)
    return known.count()
