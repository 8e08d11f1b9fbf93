"""When its plan lets a go-live go live: the last day of its live gates, as the plan dates them now. One statement."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q

from implementation.models import Task
from implementation.models.playbooks import Gate
from implementation.models.tasks import OPEN

_IDS = 1000


def plan_dates(golive_ids: Sequence[UUID], *, today: date) -> dict[UUID, date]:
    """By go-live: never before today, since what is open cannot be done yesterday. No dated live gate: left out."""
    found: dict[UUID, date] = {}
    for start in range(0, len(golive_ids), _IDS):
        gates = Task.objects.filter(golive_id__in=golive_ids[start : start + _IDS], gate=Gate.LIVE)
        rows = gates.values("golive_id").annotate(
            last=Max("due_on", filter=Q(status__in=OPEN)),
            planned=Max("due_on"),
            undated=Count("id", filter=Q(status__in=OPEN, due_on__isnull=True)),
        )
        for row in rows:
            day = row["last"] or row["planned"]
            if day is not None and not row["undated"]:
                found[row["golive_id"]] = max(day, today)
    return found
