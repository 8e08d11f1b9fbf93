"""Turns measures into the rows and cohorts that the statistics take."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from tracking.cohorts import Group, Member
from tracking.lenses import CONTRACT, HOLDS, KICKOFF, Lens, activity_of
from tracking.models import GoLiveMeasure
from tracking.stats.derive import NOT_STARTED
from tracking.stats.inputs import Cohort, Row

_MINUTES = {"handholding_hours": "handholding_minutes", "total_hours": "total_minutes"}
_DAYS = {
    (KICKOFF, ""): "days",
    (KICKOFF, HOLDS): "days_net_of_holds",
    (CONTRACT, ""): "days_from_contract",
    (CONTRACT, HOLDS): "days_from_contract_net_of_holds",
}
# Nobody logged this activity for it: no hours of it is no missing log, and has no logarithm.
NO_SUCH_HOURS = "no_such_hours"
USED = (
    "state", *_DAYS.values(), "flags", "flags_from_contract", "handholding_minutes", "total_minutes",
    "minutes_by_activity", "hours_due", "active_weeks", "logged_weeks", "days_blocked_exclusive", "revision", "as_of",
)  # fmt: skip


def cohort_of(group: Group) -> Cohort:
    setting = group.setting
    return Cohort(
        key=group.key,
        label=group.label,
        by=group.by,
        values=group.values,
        prior_repetitions=setting.prior_repetitions,
        tracking_start=setting.tracking_start,
        covariates=setting.covariates,
    )


def rows_of(groups: Iterable[Group], measures: Mapping[UUID, GoLiveMeasure], series: str, lens: Lens) -> list[Row]:
    """One row for each member of the cohorts. Raises KeyError for one without a measure."""
    return [
        _row(group, member, measures[member.golive_id], series, lens) for group in groups for member in group.members
    ]


def _row(group: Group, member: Member, measure: GoLiveMeasure, series: str, lens: Lens) -> Row:
    hours = hours_in(measure, series)
    due = measure.hours_due and series != "days"
    logged = measure.total_minutes > 0 if activity_of(series) else hours is not None and hours > 0
    days, flags = _days(measure, lens)
    if activity_of(series) and due and logged and not hours:
        days, flags = None, (*flags, NO_SUCH_HOURS)
    return Row(
        id=str(member.golive_id),
        ref=member.ref,
        cohort=group.key,
        kickoff=member.kickoff,
        state=measure.state,
        days=days,
        hours=hours,
        hours_complete=due and logged,
        hours_missing=due and not logged,
        scope=member.scope,
        flags=flags,
        active_weeks=measure.active_weeks,
        logged_weeks=measure.logged_weeks,
    )


def _days(measure: GoLiveMeasure, lens: Lens) -> tuple[float | None, tuple[str, ...]]:
    """Days as the lens counts them, and why there are none."""
    flags = measure.flags_from_contract if lens.clock == CONTRACT else measure.flags
    return getattr(measure, _DAYS[lens.clock, lens.net_of]), tuple(flags)


def hours_in(measure: GoLiveMeasure, series: str) -> float | None:
    """The hours of the series; None for the series of days, which reads none, and before the start."""
    if series == "days" or measure.state == NOT_STARTED:
        return None
    activity = activity_of(series)
    if activity is not None:
        return float(measure.minutes_by_activity.get(activity, 0)) / 60
    minutes: int = getattr(measure, _MINUTES[series])
    return minutes / 60
