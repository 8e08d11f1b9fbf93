"""Where days and hours went in the first and in the last finished go-lives of a cohort: what can be told of any few.

Called by the fit, which stores it with the trend. Only the go-lives at the two ends are read, so that a cohort of
thousands costs no more than one of six.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from uuid import UUID

from implementation.models import GoLive, Task
from implementation.planning.intervals import Interval, attributed_days, clipped
from tracking.cohorts import Group, Member
from tracking.lenses import activity_of
from tracking.models import GoLiveMeasure
from tracking.services.hours import TaskMinutes, sum_task_minutes
from tracking.stats.derive import LIVE
from tracking.stats.parts import AT_EACH_END, PartChange, ends_compared, part_sentence

NO_TASK = "(no task)"
NO_PHASE = "(no phase)"
MOST_WORDS = 3
_LEADS = {"category": "Work on", "phase": "Phase", "activity": "Hours of", "kind": "Blocked by"}
_IDS = 500
_ONE_DAY = timedelta(days=1)


class Part(PartChange):
    """With its sentence."""

    text: str


Parts = dict[str, list[Part]]  # by what is divided, such as days_by_category
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of the go-lives at both ends of cohorts. `minutes` by go-live; `days` by go-live, then division."""

    minutes: Mapping[UUID, Sequence[TaskMinutes]]
    days: Mapping[UUID, Mapping[str, Figures]]


def read_ends(groups: Iterable[Group], measures: Mapping[UUID, GoLiveMeasure], *, as_of: date) -> Ends:
    """Read what the parts of these cohorts are made of; days and hours have ends of their own."""
    wanted = {
        member.golive_id
        for one in groups
        for series in ("days", "total_hours")
        for member in _ends(one, measures, series)
    }
    minutes: dict[UUID, Sequence[TaskMinutes]] = {}
    days: dict[UUID, Mapping[str, Figures]] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), _IDS):
        windows = _windows(ids[start : start + _IDS], as_of)
        minutes.update(sum_task_minutes({one: through for one, (_, through) in windows.items()}))
        days.update(_task_days({one: window for one, (window, _) in windows.items()}, as_of))
    return Ends(minutes, days)


def parts_of(one: Group, ends: Ends, measures: Mapping[UUID, GoLiveMeasure], series: str) -> Parts:
    """The last finished against the first, division by division; empty for hours of a single activity."""
    if activity_of(series):
        return {}
    ids = [member.golive_id for member in _ends(one, measures, series)]
    if series == "days":
        divisions = {
            "days_by_category": [ends.days.get(golive, {}).get("category", {}) for golive in ids],
            "days_by_phase": [ends.days.get(golive, {}).get("phase", {}) for golive in ids],
            "days_blocked_by_kind": [_floats(measures[golive].days_blocked_exclusive) for golive in ids],
        }
        return {name: _told(name, finished, "days") for name, finished in divisions.items()}
    held = series == "handholding_hours"
    divisions = {
        f"hours_by_{name}": [_hours(ends.minutes.get(golive, ()), name, held=held) for golive in ids]
        for name in ("category", "phase", "activity")
    }
    return {name: _told(name, finished, "hours") for name, finished in divisions.items()}


def part_words(parts: Parts) -> list[str]:
    """The sentences of the parts that changed most: what a handful of go-lives can say."""
    changed = [part for name in sorted(parts) if name.endswith(("_category", "_kind")) for part in parts[name]]
    weights = [(abs(_weight(part)), part) for part in changed]
    told = sorted((one for one in weights if round(one[0])), key=lambda one: (-one[0], one[1]["text"]))
    return [part["text"] for _, part in told[:MOST_WORDS]]


def _weight(part: Part) -> float:
    """What it is worth telling for: what changed; of a single finished one, what it took."""
    return part["first"] if part["difference"] is None else part["difference"]


def _ends(one: Group, measures: Mapping[UUID, GoLiveMeasure], series: str) -> list[Member]:
    """The first and the last three finished ones, in the order of their repetition."""
    finished = [member for member in one.members if _finished(measures[member.golive_id], series)]
    finished.sort(key=lambda member: (member.kickoff or date.max, member.ref or "", str(member.golive_id)))
    return finished if len(finished) < 2 * AT_EACH_END else [*finished[:AT_EACH_END], *finished[-AT_EACH_END:]]


def _finished(measure: GoLiveMeasure, series: str) -> bool:
    if series == "days":
        return measure.state == LIVE and measure.days is not None
    return bool(measure.hours_due and measure.total_minutes)


def _windows(golive_ids: Sequence[UUID], as_of: date) -> dict[UUID, tuple[Interval, date]]:
    """Of each go-live that is live the days from kickoff to live, both counted, and the last day of its hours."""
    rows = GoLive.objects.filter(id__in=golive_ids, kickoff_on__lte=as_of, live_on__lte=as_of)
    return {
        golive: (Interval(kickoff, max(live, kickoff) + _ONE_DAY), min(live + timedelta(days=hypercare), as_of))
        for golive, kickoff, live, hypercare in rows.values_list("id", "kickoff_on", "live_on", "hypercare_days")
        if kickoff is not None and live is not None
    }


def _task_days(windows: Mapping[UUID, Interval], as_of: date) -> dict[UUID, dict[str, Figures]]:
    """Days on which tasks of each category and phase were worked on; a day that two share counts for each."""
    worked: dict[UUID, dict[str, dict[str, list[Interval]]]] = defaultdict(
        lambda: {"category": defaultdict(list), "phase": defaultdict(list)}
    )
    rows = Task.objects.filter(golive_id__in=list(windows), start_on__lte=as_of).order_by("golive_id", "id")
    for golive, category, phase, start, done in rows.values_list(
        "golive_id", "category", "phase", "start_on", "done_on"
    ):
        if start is not None:
            lasted = Interval(start, max(start, min(done or as_of, as_of)) + _ONE_DAY)
            worked[golive]["category"][category].append(lasted)
            worked[golive]["phase"][phase or NO_PHASE].append(lasted)
    return {
        golive: {name: _days_within(divided, windows[golive]) for name, divided in found.items()}
        for golive, found in worked.items()
    }


def _days_within(divided: Mapping[str, list[Interval]], window: Interval) -> Figures:
    inside = {part: clipped(lasted, window) for part, lasted in divided.items()}
    return {part: float(days) for part, days in attributed_days(inside).items()}


def _hours(rows: Iterable[TaskMinutes], division: str, *, held: bool) -> Figures:
    figures: Figures = defaultdict(float)
    named = attrgetter(division)
    empty = NO_PHASE if division == "phase" else NO_TASK
    for row in rows:
        name = NO_TASK if row.category == "" and division == "phase" else named(row) or empty
        figures[name] += (row.handholding if held else row.total) / 60
    return dict(figures)


def _floats(figures: Mapping[str, float]) -> Figures:
    return {part: float(value) for part, value in figures.items()}


def _told(division: str, finished: Sequence[Figures], unit: str) -> list[Part]:
    lead = _LEADS[division.rpartition("_")[2]]
    return [Part(**change, text=f"{lead} {part_sentence(change, unit)}") for change in ends_compared(finished)]
