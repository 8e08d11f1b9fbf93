"""Stored trends as lists, details and commands show them. Tells whether each still stands; computes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from tracking.cohorts import By, Revisions, inputs_of, setting_in
from tracking.lenses import Lens
from tracking.models import Trend, TrendRequest
from tracking.models.trends import TrendQuerySet
from tracking.reads.cohorts import setting_beside, settings_of, with_settings
from tracking.reads.members import groups_of
from tracking.reads.revisions import measured_revisions, present_revisions


class Cohorts:
    """The cohorts that a trend may stand for today, by key, with the revisions in which their go-lives were measured.

    A trend stands while it is of today and was computed from these, counted as they are now.
    """

    def __init__(self, revisions: Mapping[str, Revisions], *, today: date) -> None:
        self._revisions, self._today = revisions, today
        self._inputs: dict[str, str] = {}

    @property
    def keys(self) -> Collection[str]:
        return self._revisions.keys()

    def stands(self, trend: Trend) -> bool:
        key = trend.cohort_key
        if trend.as_of != self._today or key not in self._revisions:
            return False
        if key not in self._inputs:
            self._inputs[key] = inputs_of(setting_beside(trend), self._revisions[key])
        return self._inputs[key] == trend.inputs


def trends_as_of(as_of: date, *, lens: Lens, series: Sequence[str]) -> TrendQuerySet:
    """The trends of one day, by cohort and series."""
    of_day = _asked(lens, series).filter(as_of=as_of)
    # Two workers may have answered at once; the later answer counts.
    newest = of_day.filter(topic=OuterRef("topic")).order_by("-computed_at", "-id")
    return with_settings(of_day.filter(id=Subquery(newest.values("id")[:1])))


def latest_trends(*, lens: Lens, series: Sequence[str], keys: Iterable[str]) -> TrendQuerySet:
    """The newest stored trend of each of the cohorts, of whatever day."""
    asked = _asked(lens, series).filter(cohort_key__in=keys)
    newest = asked.filter(topic=OuterRef("topic")).order_by("-as_of", "-computed_at", "-id")
    return with_settings(asked.filter(id=Subquery(newest.values("id")[:1])))


def trends_of_day(as_of: date, lens: Lens) -> TrendQuerySet:
    """All that is stored of the lens as of the day."""
    return _asked(lens, lens.series).filter(as_of=as_of)


def _asked(lens: Lens, series: Sequence[str]) -> TrendQuerySet:
    return Trend.objects.filter(by=lens.by_text, series__in=series, clock=lens.clock, net_of=lens.net_of)


def by_of_cohort(cohort_key: str) -> str | None:
    """How the set is formed that a stored cohort belongs to; None for one that was never seen."""
    return Trend.objects.filter(cohort_key=cohort_key).values_list("by", flat=True).first()


def measured_cohorts(by: By, *, today: date) -> Cohorts:
    """The cohorts there are, from the measures."""
    return Cohorts(measured_revisions(by, as_of=today), today=today)


def present_cohort(trend: Trend, *, today: date) -> Cohorts:
    """The cohort of a stored trend alone, or none where it is no more. Reads no other."""
    golives = [UUID(point["id"]) for point in trend.detail.get("points", ())[:1]]
    groups = groups_of(golives, tuple(trend.by.split(",")), as_of=today) if golives else []
    return Cohorts({one.key: one.revisions for one in groups}, today=today)


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
    settings, cohorts = settings_of(lens.by), present_revisions(lens.by)
    present = {(key, inputs_of(setting_in(settings, key), revisions)) for key, revisions in cohorts.items()}
    stored = set(trends_of_day(as_of, lens).values_list("cohort_key", "inputs"))
    return not present <= stored or any(key not in cohorts for key, _ in stored)


def told(trend: Trend, cohorts: Cohorts, *, detail: bool = False) -> dict[str, Any]:
    """The trend as it is shown; `detail` adds points, curve, survival table, parts and those in progress."""
    return {**trend.result, **(trend.detail if detail else {}), "current": cohorts.stands(trend)}
