"""Computes the measures of go-lives from the facts, as of any day: today's, which are stored, and those of the past.

Called by the follower, the trends of a past day, the check of what is stored and the report of slips. It writes
nothing (store.py does) and reads nothing but facts, so that computing again gives the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from implementation.models.vocabulary import Precision
from implementation.planning.blocked_days import blocked_days, counted_window
from implementation.planning.intervals import Interval, known_by
from implementation.planning.slips import Day, slips
from tracking.models import GoLiveMeasure
from tracking.services.all_hours import Summed
from tracking.services.facts import GoLiveFacts, read_facts
from tracking.services.hours import Minutes, sum_minutes
from tracking.services.weeks import Weeks, count_weeks
from tracking.stats.derive import NOT_STARTED, Derived, derive, hours_standing, known

CHUNK = 500
Progress = Callable[[str, int, int], None]  # what is done, how many of it, of how many


def silent(_what: str, _done: int, _of: int) -> None:
    """The progress of whoever has nobody to tell."""


def chunks(golive_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """As many go-lives at a time as are measured together."""
    for start in range(0, len(golive_ids), CHUNK):
        yield golive_ids[start : start + CHUNK]


def measure(
    golive_ids: Sequence[UUID], *, as_of: date, at: datetime, sums: Mapping[UUID, Summed] | None = None
) -> list[GoLiveMeasure]:
    """Measures (unsaved rows) of those of the go-lives that exist, as of a day; `at` is when they were computed.

    Facts dated after `as_of` are unknown; corrections and what was entered late count. `sums`: minutes summed before,
    which are used where nothing has changed since.
    """
    return [row for chunk in chunks(golive_ids) for row in _measure_chunk(chunk, as_of, at, sums or {})]


def _measure_chunk(
    golive_ids: Sequence[UUID], as_of: date, at: datetime, sums: Mapping[UUID, Summed]
) -> list[GoLiveMeasure]:
    facts = read_facts(golive_ids)
    derived = {one.id: derive(one.dates, as_of=as_of) for one in facts}
    minutes = _minutes(facts, derived, sums)
    weeks = count_weeks({one.id: day for one in facts if (day := _active_through(one, derived[one.id], as_of))})
    return [
        GoLiveMeasure(
            golive_id=one.id,
            revision=one.revision,
            as_of=as_of,
            computed_at=at,
            **_days(one, derived[one.id], as_of),
            **_hours(minutes.get(one.id, Minutes()), derived[one.id]),
            **_weeks(weeks.get(one.id, Weeks()), derived[one.id]),
            **_blocked(one, as_of),
            **_slips(one, derived[one.id], as_of),
        )
        for one in facts
    ]


def _minutes(
    facts: Sequence[GoLiveFacts], derived: Mapping[UUID, Derived], sums: Mapping[UUID, Summed]
) -> dict[UUID, Minutes]:
    """Those summed before where revision and last day are still the same; the others are summed now."""
    found: dict[UUID, Minutes] = {}
    unknown: dict[UUID, date] = {}
    for one in facts:
        through, summed = derived[one.id].hours_through, sums.get(one.id)
        if summed is not None and (summed.revision, summed.through) == (one.revision, through):
            found[one.id] = summed.minutes
        elif through is not None:
            unknown[one.id] = through
    return found | sum_minutes(unknown)


def _days(facts: GoLiveFacts, derived: Derived, as_of: date) -> dict[str, Any]:
    signed = derive(facts.dates, as_of=as_of, clock="contract")
    return {
        "state": derived.state,
        "censored": derived.state != NOT_STARTED and not derived.event,
        "days": derived.days,
        "days_from_contract": signed.days,
        "days_net_of_holds": derive(facts.dates, as_of=as_of, net_of="holds").days,
        "days_from_contract_net_of_holds": derive(facts.dates, as_of=as_of, clock="contract", net_of="holds").days,
        "flags_from_contract": list(signed.flags),
        "flags": list(derived.flags),
    }


def _hours(minutes: Minutes, derived: Derived) -> dict[str, Any]:
    return {
        "total_minutes": minutes.total,
        "handholding_minutes": minutes.handholding,
        "minutes_by_activity": minutes.by_activity,
        "hours_due": derived.hours_due,
        "hours_complete": hours_standing(derived, minutes.total).complete,
    }


def _active_through(facts: GoLiveFacts, derived: Derived, as_of: date) -> date | None:
    """Work counts to the hand-over, and no longer than hours do."""
    days = (derived.hours_through, known(facts.handed_over_on, as_of))
    return min((day for day in days if day is not None), default=None) if derived.hours_through else None


def _weeks(weeks: Weeks, derived: Derived) -> dict[str, Any]:
    started = derived.state != NOT_STARTED
    return {"active_weeks": weeks.active if started else None, "logged_weeks": weeks.logged if started else None}


def _blocked(facts: GoLiveFacts, as_of: date) -> dict[str, Any]:
    """Days of open barriers between kickoff and the end of the days: what came before or after delayed nothing."""
    dates = facts.dates
    window = counted_window(kickoff=dates.kickoff, live=dates.live, cancelled=dates.cancelled, as_of=as_of)
    by_kind: dict[str, list[Interval]] = defaultdict(list)
    for barrier in facts.barriers:
        if lasted := known_by(barrier.opened_on, barrier.closed_on, as_of):
            by_kind[barrier.kind].append(lasted)
    found = blocked_days(by_kind, window)
    return {
        "days_blocked": found.total,
        "days_blocked_attributed": found.attributed,
        "days_blocked_exclusive": {kind: round(float(share), 6) for kind, share in found.exclusive.items()},
    }


def _slips(facts: GoLiveFacts, derived: Derived, as_of: date) -> dict[str, Any]:
    live = facts.live if facts.live and known(facts.live.on, as_of) else None
    cancelled = known(facts.dates.cancelled, as_of) is not None and live is None
    found = slips(
        target=facts.target,
        moves=facts.moves,
        live=live,
        cancelled=cancelled,
        started=derived.state != NOT_STARTED,
        as_of=as_of,
    )
    return {
        "first_target_on": found.first_target and found.first_target.on,
        "first_target_precision": _precision(found.first_target),
        "last_target_precision": _precision(found.last_target),
        "last_target_on": found.last_target and found.last_target.on,
        "target_moves": found.moves,
        "slip_first_days": found.first.days,
        "slip_last_days": found.last.days,
        "slip_first_precision": found.first.precision,
        "slip_last_precision": found.last.precision,
        "slip_final": found.final,
    }


def _precision(day: Day | None) -> str:
    return day.precision if day else Precision.DAY.value
