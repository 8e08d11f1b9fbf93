"""Fits the trends of the cohorts whose inputs changed, as of today or of a past day, and stores them.

Called by the jobs, by commands, never by the web server: it needs numpy. A trend is stored under the fingerprint of
what it was computed from, so that fitting twice, late or at once with another worker changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tracking.cohorts import COHORT_SETS, SERIES, By, Group, Member, group, topic
from tracking.models import GoLiveMeasure, Trend
from tracking.models.trends import TrendQuerySet
from tracking.reads.members import measured_members, present_members
from tracking.services.measure import Progress, chunks, measure, silent
from tracking.services.reporting_day import reporting_day
from tracking.services.rows import cohort_of, rows_of
from tracking.stats.analyse import analyse
from tracking.stats.fingerprint import fingerprint
from tracking.stats.pool import Peer
from tracking.stats.result import CohortResult, without_detail
from tracking.stats.stored import peer_of

_CLOCK = "kickoff"
_NET_OF = ""
_USED = (
    "state", "days", "flags", "handholding_minutes", "total_minutes", "hours_due", "active_weeks", "logged_weeks",
    "revision", "as_of",
)  # fmt: skip
Measures = Mapping[UUID, GoLiveMeasure]


@dataclass(frozen=True, slots=True)
class Refitted:
    """How many cohorts were fitted, and how many changed under our eyes and wait for the next time."""

    fitted: int
    waiting: int


def refit(*, at: datetime, sets: Sequence[By] = COHORT_SETS, progress: Progress = silent) -> Refitted:
    """Fit the cohorts whose stored trend of today does not stand any more; drop those of cohorts that are gone."""
    as_of = reporting_day(at)
    members = measured_members(as_of=as_of)
    return _refit(members, lambda ids: _stored(ids, as_of), as_of=as_of, at=at, sets=sets, progress=progress)


def refit_past(*, as_of: date, at: datetime, sets: Sequence[By] = COHORT_SETS, progress: Progress = silent) -> Refitted:
    """The same as of a past day: measures are computed in memory, from the facts dated up to it."""

    def measured(ids: Sequence[UUID]) -> Measures:
        found: dict[UUID, GoLiveMeasure] = {}
        for chunk in chunks(ids):
            found.update({row.golive_id: row for row in measure(chunk, as_of=as_of, at=at)})
            progress(f"Measuring go-lives as of {as_of}", len(found), len(ids))
        return found

    return _refit(present_members(), measured, as_of=as_of, at=at, sets=sets, progress=progress)


def _refit(
    members: Sequence[Member],
    measures_of: Callable[[Sequence[UUID]], Measures],
    *,
    as_of: date,
    at: datetime,
    sets: Sequence[By],
    progress: Progress,
) -> Refitted:
    changed = {}
    for by in sets:
        groups = group(members, by)
        _of_day(as_of, by).exclude(cohort_key__in=groups).delete()
        changed[by] = _changed(groups, by, as_of)
    ids = {member.golive_id for unfitted in changed.values() for one in unfitted for member in one.members}
    measures = measures_of(sorted(ids))
    fitted = waiting = 0
    for by, unfitted in changed.items():
        settled = [one for one in unfitted if _still_so(one, measures)]
        what = f"Fitting {len(settled)} cohorts by {','.join(by)}"
        for done, series in enumerate(SERIES if settled else (), start=1):
            _fit(settled, measures, series, as_of=as_of, at=at)
            progress(what, done, len(SERIES))
        fitted, waiting = fitted + len(settled), waiting + len(unfitted) - len(settled)
    return Refitted(fitted, waiting)


def _changed(groups: Mapping[str, Group], by: By, as_of: date) -> list[Group]:
    """The cohorts that lack a trend of their present fingerprint in any series."""
    stored = set(_of_day(as_of, by).values_list("cohort_key", "series", "fingerprint"))
    return [
        one
        for one in groups.values()
        if not {(one.key, series, _fingerprint(one, as_of)) for series in SERIES} <= stored
    ]


def _of_day(as_of: date, by: By) -> TrendQuerySet:
    return Trend.objects.filter(as_of=as_of, by=",".join(by), clock=_CLOCK, net_of=_NET_OF)


def _fingerprint(one: Group, as_of: date) -> str:
    return fingerprint(
        as_of=as_of,
        configuration={"cohort": one.key, "label": one.label, "clock": _CLOCK, "net_of": _NET_OF},
        revisions=((str(member.golive_id), member.revision) for member in one.members),
    )


def _stored(golive_ids: Sequence[UUID], as_of: date) -> Measures:
    return {
        row.golive_id: row
        for chunk in chunks(golive_ids)
        for row in GoLiveMeasure.objects.filter(golive_id__in=chunk, as_of=as_of).only(*_USED)
    }


def _still_so(one: Group, measures: Measures) -> bool:
    """No member changed since the cohort's fingerprint was taken."""
    return all(
        member.golive_id in measures and measures[member.golive_id].revision == member.revision
        for member in one.members
    )


def _fit(groups: Sequence[Group], measures: Measures, series: str, *, as_of: date, at: datetime) -> None:
    results = analyse(
        rows_of(groups, measures, series),
        map(cohort_of, groups),
        series=series,
        as_of=as_of,
        clock=_CLOCK,
        peers=_peers(as_of, groups[0].by, series),
    )
    by_key = {one.key: one for one in groups}
    _keep([_trend(by_key[result["cohort_key"]], result, as_of=as_of, at=at) for result in results])


def _peers(as_of: date, by: By, series: str) -> list[Peer]:
    """What the stored trends of the day lend. Those fitted now are passed over.

    So what a cohort is told beside the others knows of them as they were when it was last fitted; its own figures
    depend on nothing but its members.
    """
    stored = _of_day(as_of, by).filter(series=series).values_list("result", "detail__fit")
    return [peer_of({**result, "fit": fit}) for result, fit in stored]


def _trend(one: Group, result: CohortResult, *, as_of: date, at: datetime) -> Trend:
    result["computed_at"] = at.isoformat()
    shown = without_detail(result)
    detail = {name: value for name, value in result.items() if name not in shown}
    return Trend(
        topic=topic(one.key, result["series"], clock=_CLOCK, net_of=_NET_OF),
        cohort_key=one.key,
        by=",".join(one.by),
        cohort=one.label,
        series=result["series"],
        clock=_CLOCK,
        net_of=_NET_OF,
        as_of=as_of,
        fingerprint=_fingerprint(one, as_of),
        inputs=one.inputs,
        level=result["level"],
        status=result["status"],
        direction=result["direction"] or "",
        n=result["n"],
        r=result["r"],
        learning_rate=result["learning_rate"],
        result=shown,
        detail={**detail, "km": result["km"]},
        computed_at=at,
    )


def _keep(trends: Iterable[Trend]) -> None:
    """Store them and drop what they supersede: earlier answers as of the same day."""
    trends = list(trends)
    with transaction.atomic():
        Trend.objects.bulk_create(trends, ignore_conflicts=True, batch_size=100)
        for start in range(0, len(trends), 500):
            _drop_superseded(trends[start : start + 500])


def _drop_superseded(trends: Sequence[Trend]) -> None:
    first = trends[0]
    Trend.objects.filter(
        cohort_key__in=[trend.cohort_key for trend in trends],
        series=first.series,
        clock=first.clock,
        net_of=first.net_of,
        as_of=first.as_of,
        computed_at__lt=first.computed_at,
    ).exclude(fingerprint__in=[trend.fingerprint for trend in trends]).delete()
