"""The backward pass: how many days a task may slip before the projected go-live does, and the way that decides it.

Only what holds the go-live up has slack: hypercare and what else nobody waits for before it has none to tell. Dates set
by hand are kept, so what a pinned task waits for must end before it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from implementation.planning.facts import LIVE_GATE
from implementation.planning.replan import Plan


class Slack(NamedTuple):
    """`days` by task, and the tasks of the critical path in their order: those without a day to spare."""

    days: Mapping[str, int]
    critical_path: tuple[str, ...]


def slack(plan: Plan) -> Slack:
    """Of the unfinished tasks that hold the go-live up; of none where the plan projects no go-live."""
    if plan.projected_live_on is None or plan.window.is_live:
        return Slack({}, ())
    latest = _latest_ends(plan)
    days = {}
    for key, last in latest.items():
        end = plan.placed[key].end
        if end is not None and not plan.tasks[key].is_finished:
            days[key] = last - end
    path = sorted((key for key, spare in days.items() if spare <= 0), key=lambda key: (_start(plan, key), key))
    return Slack(days, tuple(path))


def _latest_ends(plan: Plan) -> dict[str, int]:
    """The day after the last on which each task may end; tasks that nobody before go-live waits for are left out."""
    ends = _ends_of_go_live(plan)
    for task in reversed(plan.chain):
        if task.key not in ends or plan.tasks[task.key].is_finished or plan.tasks[task.key].start_on is not None:
            continue
        place = plan.placed[task.key]
        if place.start is None or place.end is None:
            first = ends[task.key]
        elif plan.tasks[task.key].is_movable:
            first = ends[task.key] - (place.end - place.start)
        else:
            first = min(place.start, ends[task.key] - (place.end - place.start))
        for key in task.waits_for:
            ends[key] = min(ends.get(key, first), first)
    return ends


def _ends_of_go_live(plan: Plan) -> dict[str, int]:
    """Of what decides on the go-live itself: gates may end on its day, its tasks must begin on it."""
    lasts: dict[str, int] = {}
    for task in plan.chain:
        facts, place = plan.tasks[task.key], plan.placed[task.key]
        if facts.is_finished or place.start is None or place.end is None:
            continue
        if facts.gate == LIVE_GATE:
            lasts[task.key] = place.end - 1
        elif facts.is_go_live:
            lasts[task.key] = place.start
    day = max(lasts.values(), default=0)
    return {key: plan.placed[key].end + day - last for key, last in lasts.items()}  # type: ignore[operator]  # known above


def _start(plan: Plan, key: str) -> int:
    start = plan.placed[key].start
    return 0 if start is None else start
