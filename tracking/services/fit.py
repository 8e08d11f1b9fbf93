"""Fits cohorts through one lens and stores what comes out. Called by the refit and the back-test only: needs numpy.

A trend is stored under the fingerprint of what it was computed from, so that fitting twice, late or at once with
another worker changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tracking.cohorts import Group, topic
from tracking.lenses import Lens, activity_of
from tracking.models import GoLiveMeasure, Trend
from tracking.reads.trends import trends_of_day
from tracking.services.bulk import insert_rows
from tracking.services.parts import Parts, part_words, parts_of, read_ends
from tracking.services.rows import cohort_of, rows_of
from tracking.stats.analyse import analyse
from tracking.stats.fingerprint import fingerprint
from tracking.stats.moved import mark_work_moved
from tracking.stats.pool import Peer
from tracking.stats.result import CohortResult, without_detail
from tracking.stats.stored import peer_of

Measures = Mapping[UUID, GoLiveMeasure]
_LENT = ("cohort_key", "slope", "slope_se", "p_value", "fit")
_FEW = ("none", "list")
_AT_ONCE = 50


def fit(
    groups: Sequence[Group], measures: Measures, lens: Lens, *, as_of: date, peers: Mapping[str, Sequence[Peer]]
) -> dict[str, list[CohortResult]]:
    """The results of the cohorts by series. `peers`: by series, what other cohorts of the day lend."""
    found = {
        series: analyse_series(groups, measures, lens, series, as_of=as_of, peers=peers.get(series, ()))
        for series in lens.series
    }
    if not lens.activities:
        found["handholding_hours"] = mark_work_moved(found["handholding_hours"], found["total_hours"])
    return found


def analyse_series(
    groups: Sequence[Group], measures: Measures, lens: Lens, series: str, *, as_of: date, peers: Iterable[Peer]
) -> list[CohortResult]:
    """One series. Hours of an activity are analysed as all hours are, and called by their own name."""
    results = analyse(
        rows_of(groups, measures, series, lens),
        map(cohort_of, groups),
        series="total_hours" if activity_of(series) else series,
        as_of=as_of,
        clock=lens.clock,
        net_of=lens.net_of or None,
        peers=peers,
    )
    for result in results:
        result["series"] = series
    return results


def fit_and_store(groups: Sequence[Group], measures: Measures, lens: Lens, *, as_of: date, at: datetime) -> None:
    """Fit the cohorts in all series of the lens, beside what is stored of the others, and keep the answers."""
    if not groups:
        return
    results = fit(groups, measures, lens, as_of=as_of, peers=_peers(as_of, lens))
    by_key = {one.key: one for one in groups}
    ends = read_ends(groups, measures, as_of=as_of)
    for series, found in results.items():
        trends = []
        for result in found:
            one = by_key[result["cohort_key"]]
            parts = parts_of(one, ends, measures, series)
            trends.append(_trend(one, result, lens, parts, as_of=as_of, at=at))
        _keep(trends)


def _peers(as_of: date, lens: Lens) -> dict[str, list[Peer]]:
    """What the stored trends of the day lend, by series. Those fitted now are passed over.

    So what a cohort is told beside the others knows of them as they were when it was last fitted; its own figures
    depend on nothing but its members.
    """
    found: dict[str, list[Peer]] = {series: [] for series in lens.series}
    for series, lent in trends_of_day(as_of, lens).values_list("series", "peer"):
        if lent:
            found[series].append(peer_of(lent))
    return found


def fingerprint_of(one: Group, lens: Lens, as_of: date) -> str:
    """What the trends of a cohort as of a day are computed from."""
    configuration = {"cohort": one.key, "label": one.label, "clock": lens.clock, "net_of": lens.net_of}
    return fingerprint(
        as_of=as_of,
        configuration={**configuration, "inputs": one.inputs},
        revisions=(),
    )


def _trend(one: Group, result: CohortResult, lens: Lens, parts: Parts, *, as_of: date, at: datetime) -> Trend:
    result["computed_at"] = at.isoformat()
    if result["level"] in _FEW and result["n"]:
        result["text"] = [*result["text"], *part_words(parts)]
    shown = without_detail(result)
    detail: dict[str, Any] = {name: value for name, value in result.items() if name not in shown}
    return Trend(
        topic=topic(one.key, result["series"], clock=lens.clock, net_of=lens.net_of),
        cohort_key=one.key,
        by=lens.by_text,
        cohort=one.label,
        series=result["series"],
        clock=lens.clock,
        net_of=lens.net_of,
        as_of=as_of,
        fingerprint=fingerprint_of(one, lens, as_of),
        inputs=one.inputs,
        level=result["level"],
        status=result["status"],
        direction=result["direction"] or "",
        n=result["n"],
        r=result["r"],
        learning_rate=result["learning_rate"],
        peer={name: result.get(name) for name in _LENT} if result["slope"] is not None else {},
        result=shown,
        detail={**detail, "km": result["km"], "parts": parts},
        computed_at=at,
    )


def _keep(trends: Sequence[Trend]) -> None:
    """Store them and drop what they supersede: earlier answers as of the same day."""
    with transaction.atomic():
        for start in range(0, len(trends), _AT_ONCE):
            insert_rows(trends[start : start + _AT_ONCE], conflict="DO NOTHING", leave_out=frozenset({"id"}))
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
