"""What is read of a go-live as a whole: its progress, and where its days went."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.serializers.golive_reads import GoLiveDaysAnswer, GoLiveHoursAnswer, GoLiveProgressAnswer
from implementation.http.parameters import day
from implementation.http.views import ApiView, Row
from implementation.models.playbooks import Category
from implementation.models.vocabulary import Precision
from implementation.planning.progress import Part, Progress
from implementation.planning.slips import Day, Slip
from implementation.reads.days import SIDES, GoLiveDays, golive_days
from implementation.reads.progress import golive_progress
from implementation.reads.released_hours import golive_hours
from implementation.services.reporting_day import reporting_day

_SCOPES = ("progress", "days", "hours")


class GoLiveReadView(ApiView):
    """Where a go-live stands."""

    noun = "go-live"
    scopes = dict.fromkeys(_SCOPES, "go-lives:read")
    for_customers = frozenset({"progress", "hours"})
    answers = GoLiveProgressAnswer
    other_answers = {"days": GoLiveDaysAnswer, "hours": GoLiveHoursAnswer}
    parameters = {"days": {"as_of": day("", "As known on this day; today unless said.")}}

    @action(detail=True, methods=["get"])
    def progress(self, request: Request, id: UUID) -> Response:
        """Progress of a go-live.

        By category and by phase; of all tasks that you may see, and of those alone that the customer sees.
        """
        found = golive_progress(id, actor=self.actor)
        told = {"all": found.whole, "customer_visible": found.shown}
        return Response({"go_live": id, **{name: _progress(one, found.phases) for name, one in told.items()}})

    @action(detail=True, methods=["get"])
    def days(self, request: Request, id: UUID) -> Response:
        """Days of a go-live: on hold, blocked, free, and its slips.

        Blocked days by kind of barrier (attributed: a day counts for each of its kinds; exclusive: it is shared), all
        days split by whose side held them up, and the slips against the first and the last target. For staff.
        """
        as_of = self.asked.get("as_of", reporting_day(timezone.now()))
        return Response(_days(golive_days(id, actor=self.actor, as_of=as_of)))

    @action(detail=True, methods=["get"])
    def hours(self, request: Request, id: UUID) -> Response:
        """Hours of a go-live, as minutes.

        All that were logged so far, and those spent with the customer. The customer's people are told them where the
        go-live releases its hours (`hours_released`), else null.
        """
        found = golive_hours(id, actor=self.actor)
        told = asdict(found) if found else dict.fromkeys(("minutes", "minutes_with_customer"))
        return Response({"go_live": id, **told})


def _progress(progress: Progress, phases: dict[str, str]) -> Row:
    return {
        "overall": _part(progress.overall, "All"),
        "by_category": [_part(one, Category(one.name).label.capitalize()) for one in progress.by_category],
        "by_phase": [_part(one, phases.get(one.name, one.name)) for one in progress.by_phase],
    }


def _part(part: Part, title: str) -> Row:
    return {**asdict(part), "title": title}


def _days(found: GoLiveDays) -> Row:
    window, split, slips = found.window, found.split, found.slips
    return {
        "go_live": found.golive.id,
        "as_of": found.as_of,
        "counted_from": window and window.start,
        "counted_to": window and window.end,
        "days": window and window.days,
        "days_on_hold": split and split.held,
        "days_net_of_holds": window.days - split.held if window and split else None,
        "days_free": split and _rounded(split.free),
        "by_side": [_side(side, found) for side in SIDES],
        "days_blocked": found.blocked.total,
        "by_barrier": [
            {"kind": kind, "attributed": days, "exclusive": _rounded(found.blocked.exclusive[kind])}
            for kind, days in found.blocked.attributed.items()
        ],
        "target_moves": slips.moves,
        "against_first_target": _slip(slips.first_target, slips.first),
        "against_last_target": _slip(slips.last_target, slips.last),
        "slips_final": slips.final,
    }


def _side(side: str, found: GoLiveDays) -> Row:
    blocked = found.split.blocked.get(side, 0) if found.split else 0
    return {"side": side, "blocked": _rounded(blocked), "on_hold": found.held_by_side.get(side, 0)}


def _slip(target: Day | None, slip: Slip) -> Row:
    return {
        "target_on": target and target.on,
        "target_on_precision": target.precision if target else Precision.DAY.value,
        "days": slip.days,
        "precision": slip.precision,
    }


def _rounded(days: Any) -> float:
    """As the measures round shares of days."""
    return round(float(days), 6)
