"""Turns measures into the rows and cohorts that the statistics take."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from tracking.cohorts import Group, Member
from tracking.models import GoLiveMeasure
from tracking.stats.derive import NOT_STARTED
from tracking.stats.inputs import Cohort, Row

_MINUTES = {"handholding_hours": "handholding_minutes", "total_hours": "total_minutes"}


def cohort_of(group: Group) -> Cohort:
    return Cohort(key=group.key, label=group.label, by=group.by, values=group.values)


def rows_of(groups: Iterable[Group], measures: Mapping[UUID, GoLiveMeasure], series: str) -> list[Row]:
    """One row for each member of the cohorts. Raises KeyError for one without a measure."""
    return [_row(group, member, measures[member.golive_id], series) for group in groups for member in group.members]


def _row(group: Group, member: Member, measure: GoLiveMeasure, series: str) -> Row:
    hours = _hours(measure, series)
    due = measure.hours_due and series in _MINUTES
    logged = hours is not None and hours > 0
    return Row(
        id=str(member.golive_id),
        ref=member.ref,
        cohort=group.key,
        kickoff=member.kickoff,
        state=measure.state,
        days=measure.days,
        hours=hours,
        hours_complete=due and logged,
        hours_missing=due and not logged,
        flags=tuple(measure.flags),
        active_weeks=measure.active_weeks,
        logged_weeks=measure.logged_weeks,
    )


def _hours(measure: GoLiveMeasure, series: str) -> float | None:
    """The hours of the series; None for the series of days, which reads none, and before the start."""
    if series not in _MINUTES or measure.state == NOT_STARTED:
        return None
    minutes: int = getattr(measure, _MINUTES[series])
    return minutes / 60
