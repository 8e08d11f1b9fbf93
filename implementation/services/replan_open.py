"""Re-planning the open go-lives of a country, of a customer, or all, some at a time: after holidays changed."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from implementation.access.actors import Actor
from implementation.http.problems import Problem
from implementation.models import GoLive, Task
from implementation.planning.transitions import CLOSED_GOLIVE_STATUSES
from implementation.services.change import changing
from implementation.services.plans import AT_ONCE, replan_many

NOT_REPLANNED = "go-live.not-replanned"


@dataclass
class Replanned:
    """How many were looked at and how many moved; `left` are those without a plan, and why."""

    looked_at: int = 0
    moved: int = 0
    left: dict[UUID, str] = field(default_factory=dict)


def open_golives() -> "QuerySet[GoLive]":
    """Those that have a plan: not over, and with tasks."""
    return GoLive.objects.exclude(status__in=CLOSED_GOLIVE_STATUSES).filter(
        Exists(Task.objects.filter(golive=OuterRef("pk")))
    )


def of_country(country: str) -> "QuerySet[GoLive]":
    return open_golives().filter(customer__country=country) if country else open_golives()


def replan_open(
    *, actor: Actor, at: datetime, golives: "QuerySet[GoLive] | None" = None, request_id: str = ""
) -> Replanned:
    """Those of `golives`, of all else. Each that moves gets one event. One that cannot be planned holds up no other."""
    ids = list((open_golives() if golives is None else golives).order_by("id").values_list("id", flat=True))
    done = Replanned(looked_at=len(ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        try:
            with changing(actor=actor, at=at, golive_ids=some, request_id=request_id) as change:
                done.moved += replan_many(change, list(change.golives.values()))
        except Problem:
            for golive_id in some:
                _one(done, golive_id, actor, at, request_id)
    return done


def _one(done: Replanned, golive_id: UUID, actor: Actor, at: datetime, request_id: str) -> None:
    try:
        with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
            done.moved += replan_many(change, list(change.golives.values()))
    except Problem as problem:
        done.left[golive_id] = problem.detail
        _tell(golive_id, actor, at, request_id, why=problem.detail)


def _tell(golive_id: UUID, actor: Actor, at: datetime, request_id: str, *, why: str) -> None:
    """In the go-live's feed, so that who leads it learns that its plan is not by the days that hold now."""
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        change.record(NOT_REPLANNED, golive, golive=golive, reason=why)
