"""Fits the trends of the cohorts whose inputs changed, as of today or of a past day.

Called by the jobs, by commands, never by the web server: what fits needs numpy.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from implementation.services.reporting_day import reporting_day
from tracking.cohorts import Group, Member, group
from tracking.lenses import Lens
from tracking.models import GoLiveMeasure
from tracking.reads.cohorts import settings_of, standing_lenses
from tracking.reads.members import groups_of, measured_members, present_members
from tracking.reads.trends import trends_of_day
from tracking.services.fit import Measures, fingerprint_of, fit_and_store
from tracking.services.measure import Progress, chunks, measure, silent
from tracking.services.rows import USED

# So few that finding their cohorts one by one is quicker than looking at all.
FEW = 200
_IDS = 1000


@dataclass(frozen=True, slots=True)
class Refitted:
    """How many cohorts were fitted, and how many changed under our eyes and wait for the next time."""

    fitted: int
    waiting: int


def refit(*, at: datetime, lenses: Sequence[Lens] | None = None, progress: Progress = silent) -> Refitted:
    """Fit the cohorts whose stored trend of today does not stand any more; drop those of cohorts that are gone.

    All standing ones unless lenses are named.
    """
    as_of = reporting_day(at)
    members = measured_members(as_of=as_of)
    asked = standing_lenses() if lenses is None else lenses
    return _refit(members, lambda ids: _stored(ids, as_of), as_of=as_of, at=at, lenses=asked, progress=progress)


def refit_past(
    *, as_of: date, at: datetime, lenses: Sequence[Lens] | None = None, progress: Progress = silent
) -> Refitted:
    """The same as of a past day: measures are computed in memory, from the facts dated up to it."""
    asked = standing_lenses() if lenses is None else lenses
    measured = past_measures(as_of=as_of, at=at, progress=progress)
    return _refit(present_members(), measured, as_of=as_of, at=at, lenses=asked, progress=progress)


def past_measures(*, as_of: date, at: datetime, progress: Progress = silent) -> Callable[[Sequence[UUID]], Measures]:
    """What computes the measures of go-lives as of a past day."""

    def measured(ids: Sequence[UUID]) -> Measures:
        found: dict[UUID, GoLiveMeasure] = {}
        for chunk in chunks(ids):
            found.update({row.golive_id: row for row in measure(chunk, as_of=as_of, at=at)})
            progress(f"Measuring go-lives as of {as_of}", len(found), len(ids))
        return found

    return measured


def refit_touched(golive_ids: Collection[UUID], *, at: datetime) -> Refitted:
    """Fit the standing cohorts that hold any of these go-lives, and read no others.

    A cohort that one of them has left is not seen here: the sweep finds it.
    """
    if not 0 < len(golive_ids) <= FEW:
        return Refitted(0, 0)
    as_of = reporting_day(at)
    changed = {
        lens: _stale(groups_of(golive_ids, lens.by, as_of=as_of), lens, as_of, few=True) for lens in standing_lenses()
    }
    return _fit_changed(changed, lambda ids: _stored(ids, as_of), as_of=as_of, at=at, progress=silent)


def _refit(
    members: Sequence[Member],
    measures_of: Callable[[Sequence[UUID]], Measures],
    *,
    as_of: date,
    at: datetime,
    lenses: Sequence[Lens],
    progress: Progress,
) -> Refitted:
    changed = {}
    for lens in lenses:
        groups = group(members, lens.by, settings_of(lens.by))
        trends_of_day(as_of, lens).exclude(cohort_key__in=groups).delete()
        changed[lens] = _stale(groups.values(), lens, as_of)
    return _fit_changed(changed, measures_of, as_of=as_of, at=at, progress=progress)


def _fit_changed(
    changed: dict[Lens, list[Group]],
    measures_of: Callable[[Sequence[UUID]], Measures],
    *,
    as_of: date,
    at: datetime,
    progress: Progress,
) -> Refitted:
    ids = {member.golive_id for unfitted in changed.values() for one in unfitted for member in one.members}
    measures = measures_of(sorted(ids))
    fitted = waiting = 0
    for done, (lens, unfitted) in enumerate(changed.items(), start=1):
        settled = [one for one in unfitted if _still_so(one, measures)]
        fit_and_store(settled, measures, lens, as_of=as_of, at=at)
        progress("Fitting cohorts", done, len(changed))
        fitted, waiting = fitted + len(settled), waiting + len(unfitted) - len(settled)
    return Refitted(fitted, waiting)


def _stale(groups: Iterable[Group], lens: Lens, as_of: date, *, few: bool = False) -> list[Group]:
    """The cohorts that lack a trend of their present fingerprint in any series."""
    listed = list(groups)
    stored_rows = trends_of_day(as_of, lens)
    if few:
        stored_rows = stored_rows.filter(cohort_key__in=[one.key for one in listed])
    stored = set(stored_rows.values_list("cohort_key", "series", "fingerprint"))
    return [
        one
        for one in listed
        for mark in (fingerprint_of(one, lens, as_of),)
        if not {(one.key, series, mark) for series in lens.series} <= stored
    ]


def _stored(golive_ids: Sequence[UUID], as_of: date) -> Measures:
    found: dict[UUID, GoLiveMeasure] = {}
    for start in range(0, len(golive_ids), _IDS):
        rows = GoLiveMeasure.objects.filter(golive_id__in=golive_ids[start : start + _IDS], as_of=as_of)
        found.update({row.golive_id: row for row in rows.only(*USED)})
    return found


def _still_so(one: Group, measures: Measures) -> bool:
    """Whether each member was measured in the revision that the cohort was formed of."""
    return all(
        member.golive_id in measures and measures[member.golive_id].revision == member.revision
        for member in one.members
    )
