"""Stored trends as lists, details and commands show them. Tells whether each still stands; computes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tracking.cohorts import By, Group, group
from tracking.lenses import Lens
from tracking.models import Trend, TrendRequest
from tracking.models.trends import TrendQuerySet
from tracking.reads.cohorts import settings_of
from tracking.reads.members import groups_of, measured_members, present_members


def trends_as_of(as_of: date, *, lens: Lens, series: Sequence[str]) -> TrendQuerySet:
    """The trends of one day, by cohort and series."""
    of_day = _asked(lens, series).filter(as_of=as_of)
    # Two workers may have answered at once; the later answer counts.
    newest = of_day.filter(topic=OuterRef("topic")).order_by("-computed_at", "-id")
    return of_day.filter(id=Subquery(newest.values("id")[:1]))


def latest_trends(*, lens: Lens, series: Sequence[str], keys: Iterable[str]) -> TrendQuerySet:
    """The newest stored trend of each of the cohorts, of whatever day."""
    asked = _asked(lens, series).filter(cohort_key__in=keys)
    newest = asked.filter(topic=OuterRef("topic")).order_by("-as_of", "-computed_at", "-id")
    return asked.filter(id=Subquery(newest.values("id")[:1]))


def trends_of_day(as_of: date, lens: Lens) -> TrendQuerySet:
    """All that is stored of the lens as of the day."""
    return _asked(lens, lens.series).filter(as_of=as_of)


def _asked(lens: Lens, series: Sequence[str]) -> TrendQuerySet:
    return Trend.objects.filter(by=lens.by_text, series__in=series, clock=lens.clock, net_of=lens.net_of)


def by_of_cohort(cohort_key: str) -> str | None:
    """How the set is formed that a stored cohort belongs to; None for one that was never seen."""
    return Trend.objects.filter(cohort_key=cohort_key).values_list("by", flat=True).first()


def measured_cohorts(by: By, *, today: date) -> dict[str, Group]:
    """The cohorts there are, from the measures; a trend of today stands while its inputs equal theirs."""
    return group(measured_members(as_of=today), by, settings_of(by))


def present_cohort(trend: Trend, *, today: date) -> dict[str, Group]:
    """The cohort of a stored trend as it is now, by its key; empty where it is no more. Reads no other cohort."""
    golives = [UUID(point["id"]) for point in trend.detail.get("points", ())[:1]]
    groups = groups_of(golives, tuple(trend.by.split(",")), as_of=today) if golives else []
    return {one.key: one for one in groups}


def is_computed(as_of: date, *, lens: Lens) -> bool:
    """Whether the trends of the day were computed: there are some, or they were asked for and there are none."""
    if trends_of_day(as_of, lens).exists():
        return True
    return bool(request_of(as_of, lens).filter(computed_at__isnull=False).exists())


def request_of(as_of: date, lens: Lens) -> Any:
    """The request for the trends of a day, as a queryset of at most one row."""
    return TrendRequest.objects.filter(
        as_of=as_of, by=lens.by_text, clock=lens.clock, net_of=lens.net_of, activities=lens.activities
    )


def changed_since(as_of: date, lens: Lens) -> bool:
    """Whether any cohort lacks a trend of a past day that knows its present facts, or a cohort with one is gone."""
    groups = group(present_members(), lens.by, settings_of(lens.by))
    present = {(key, one.inputs) for key, one in groups.items()}
    stored = set(trends_of_day(as_of, lens).values_list("cohort_key", "inputs"))
    return not present <= stored or any(key not in groups for key, _ in stored)


def told(trend: Trend, cohorts: Mapping[str, Group], *, today: date, detail: bool = False) -> dict[str, Any]:
    """The trend as it is shown; `detail` adds points, curve, survival table, parts and those in progress."""
    cohort = cohorts.get(trend.cohort_key)
    stands = trend.as_of == today and cohort is not None and cohort.inputs == trend.inputs
    return {**trend.result, **(trend.detail if detail else {}), "current": stands}
