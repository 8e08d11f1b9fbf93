"""Stored trends as lists, details and commands show them. Tells whether each still stands; computes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from tracking.cohorts import By, Group, group
from tracking.models import Trend, TrendRequest
from tracking.models.trends import TrendQuerySet
from tracking.reads.members import measured_members, present_members

_CLOCK = "kickoff"
_NET_OF = ""


def trends_as_of(as_of: date, *, by: By, series: Sequence[str]) -> TrendQuerySet:
    """The trends of one day, by cohort and series."""
    of_day = _asked(by, series).filter(as_of=as_of)
    # Two workers may have answered at once; the later answer counts.
    newest = of_day.filter(topic=OuterRef("topic")).order_by("-computed_at", "-id")
    return of_day.filter(id=Subquery(newest.values("id")[:1]))


def latest_trends(*, by: By, series: Sequence[str], keys: Iterable[str]) -> TrendQuerySet:
    """The newest stored trend of each of the cohorts, of whatever day."""
    asked = _asked(by, series).filter(cohort_key__in=keys)
    newest = asked.filter(topic=OuterRef("topic")).order_by("-as_of", "-computed_at", "-id")
    return asked.filter(id=Subquery(newest.values("id")[:1]))


def _asked(by: By, series: Sequence[str]) -> TrendQuerySet:
    return Trend.objects.filter(by=",".join(by), series__in=series, clock=_CLOCK, net_of=_NET_OF)


def measured_cohorts(by: By, *, today: date) -> dict[str, Group]:
    """The cohorts there are, from the measures; a trend of today stands while its inputs equal theirs."""
    return group(measured_members(as_of=today), by)


def is_computed(as_of: date, *, by: By) -> bool:
    """Whether the trends of the day were computed: there are some, or they were asked for and there are none."""
    text = ",".join(by)
    if Trend.objects.filter(as_of=as_of, by=text, clock=_CLOCK, net_of=_NET_OF).exists():
        return True
    return TrendRequest.objects.filter(as_of=as_of, by=text, computed_at__isnull=False).exists()


def changed_since(as_of: date, by: By) -> bool:
    """Whether any cohort lacks a trend of a past day that knows its present facts."""
    present = {(key, one.inputs) for key, one in group(present_members(), by).items()}
    stored = Trend.objects.filter(as_of=as_of, by=",".join(by), clock=_CLOCK, net_of=_NET_OF)
    return not present <= set(stored.values_list("cohort_key", "inputs"))


def told(trend: Trend, cohorts: Mapping[str, Group], *, today: date, detail: bool = False) -> dict[str, Any]:
    """The trend as it is shown; `detail` adds points, curve, survival table and those in progress."""
    cohort = cohorts.get(trend.cohort_key)
    stands = trend.as_of == today and cohort is not None and cohort.inputs == trend.inputs
    return {**trend.result, **(trend.detail if detail else {}), "current": stands}
