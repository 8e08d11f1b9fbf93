"""Putting a go-live on hold and ending the hold. Holds of one go-live never overlap; its lock guards that.

A hold that has ended shifts the plan by its days of work; how long an open one will last, nobody knows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import GoLive, GoLiveStatus, Hold
from implementation.models.vocabulary import Audience, Side
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES
from implementation.services.change import changing
from implementation.services.plans import replan_golive
from implementation.services.values import apply_changes, check, existing, expect_version, not_in_future


def open_hold(*, actor: Actor, at: datetime, golive_id: UUID, fields: Mapping[str, Any], request_id: str = "") -> Hold:
    """`fields`: starts_on, ends_on (the last day; empty: open), side, reason (both needed), ref."""
    _not_in_future(fields, at)
    _refuse_without_why(fields)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        hold = Hold(golive=golive, **fields)
        _refuse_open_after_live(hold, golive)
        check(hold)
        refuse_overlap(hold)
        hold.save(force_insert=True)
        change.record("hold.opened", hold, golive=golive, after=dict(fields), audience=Audience.CUSTOMER)
        if hold.ends_on is not None:
            replan_golive(change, golive)
    return hold


def change_hold(
    *,
    actor: Actor,
    at: datetime,
    hold_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> Hold:
    """Change some of its fields; stating `ends_on` ends it."""
    _not_in_future(fields, at)
    golive_id = existing(Hold.objects.all(), hold_id, "hold").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive: GoLive = change.golives[golive_id]
        hold = existing(Hold.objects.all(), hold_id, "hold")
        expect_version(hold, version)
        was_open = hold.ends_on is None
        before, after = apply_changes(hold, fields)
        if after:
            _refuse_open_after_live(hold, golive)
            refuse_overlap(hold)
            kind = "hold.ended" if was_open and hold.ends_on is not None else "hold.changed"
            change.record(kind, hold, golive=golive, before=before, after=after, audience=Audience.CUSTOMER)
            if {"starts_on", "ends_on"} & set(after):
                replan_golive(change, golive)
    return hold


def _refuse_without_why(fields: Mapping[str, Any]) -> None:
    """Days on hold are told apart by whose they are, and the reason is read by the customer too."""
    if not str(fields.get("reason") or "").strip():
        raise invalid("reason", "required", "Say why it is put on hold; the customer reads it.")
    if not fields.get("side"):
        raise invalid("side", "required", f"Say whose side it is: {', '.join(Side.values)}.")


def _refuse_open_after_live(hold: Hold, golive: GoLive) -> None:
    if hold.ends_on is None and golive.status in {*CLOSED_GOLIVE_STATUSES, GoLiveStatus.LIVE}:
        raise refused(f"The go-live is {golive.status}; there is nothing left to put on hold.")


def refuse_overlap(hold: Hold) -> None:
    """Called under the go-live's lock, or two writers could each see no other hold. Both ends belong to a hold."""
    others = Hold.objects.filter(golive=hold.golive).exclude(pk=hold.pk)
    meets = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=hold.starts_on))
    if hold.ends_on is not None:
        meets = meets.filter(starts_on__lte=hold.ends_on)
    if other := meets.order_by("starts_on").first():
        raise refused(
            f"It overlaps the hold from {other.starts_on} to {other.ends_on or 'now'}; end or change that one first."
        )


def _not_in_future(fields: Mapping[str, Any], at: datetime) -> None:
    for name in ("starts_on", "ends_on"):
        day: date | None = fields.get(name)
        not_in_future(name, day, at)
