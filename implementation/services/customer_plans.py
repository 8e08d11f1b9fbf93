"""Another country of a customer has other holidays: its open go-lives that count days of work are planned anew.

Few of them at once, in the change that says so. Where they are many, or one has no plan, the customer is marked, and
the job `implementation.replan_customers` finds it: a mark is a row, so nothing is lost with a message. An import, and
its undoing, leave it to the job always. (A time zone moves nothing: plans are made of days.)
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from implementation.access.actors import system_actor
from implementation.http.problems import Problem
from implementation.models import Customer, GoLive
from implementation.models.playbooks import DayKind
from implementation.services.change import Change
from implementation.services.plans import replan_many
from implementation.services.publish import publish
from implementation.services.replan_open import open_golives, replan_open

JOB = "implementation.replan_customers"
MOST_AT_ONCE = 50
_ACTOR = system_actor("another country")
_log = logging.getLogger(__name__)


def replan_for_country(change: Change, customer_id: UUID) -> None:
    """Inside the open change that gave the customer another country, with its go-lives locked."""
    ids = list(_counting_work_days(customer_id).order_by("id").values_list("id", flat=True)[: MOST_AT_ONCE + 1])
    golives = [change.golives[one] for one in ids if one in change.golives]
    if len(ids) > MOST_AT_ONCE or len(golives) < len(ids) or not _planned(change, golives):
        replan_later([customer_id], at=change.at)


def replan_later(customer_ids: Collection[UUID], *, at: datetime) -> None:
    """Inside a transaction: mark the customers, and send the job after the commit."""
    if Customer.objects.filter(id__in=customer_ids).update(replan_since=at):
        transaction.on_commit(partial(publish, JOB), robust=True)


def replan_waiting(*, at: datetime) -> int:
    """What the job does, and may do twice: plan the marked customers' go-lives anew; how many moved."""
    moved = 0
    waiting = Customer.objects.filter(replan_since__isnull=False).order_by("replan_since", "id")
    for customer_id, since in list(waiting.values_list("id", "replan_since")):
        done = replan_open(actor=_ACTOR, at=at, golives=_counting_work_days(customer_id))
        for golive_id, why in done.left.items():
            _log.warning("The go-live %s has no plan by its customer's new country: %s", golive_id, why)
        # Marked again meanwhile, it is another one's turn.
        Customer.objects.filter(id=customer_id, replan_since=since).update(replan_since=None)
        moved += done.moved
    return moved


def _counting_work_days(customer_id: UUID) -> "QuerySet[GoLive]":
    return open_golives().filter(customer_id=customer_id, playbook_version__day_kind=DayKind.WORKING)


def _planned(change: Change, golives: Collection[GoLive]) -> bool:
    """Whether they could be: all are, before anything is stored."""
    try:
        replan_many(change, golives)
    except Problem:
        return False
    return True
