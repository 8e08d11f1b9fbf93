"""Draws what goes wrong: holds, barriers (which may overlap) and moves of the target date.

Called by `stories` (pauses, since nobody works on them) and by `generator` (the tables).
"""

import datetime as dt
import random
from dataclasses import dataclass

from implementation.examples.checklist import Item
from implementation.examples.story import Pause, Story

HOLD_CHANCE = 0.15
OPEN_HOLD_CHANCE = 0.14
OPEN_BARRIER_CHANCE = 0.45
SHORTEST_FOR_HOLD = 40
HOLD_REASONS = (
    ("customer", "Record system frozen for the customer's own upgrade"),
    ("customer", "Sponsor on leave; deputy asked to wait"),
    ("external", "Winter surge: no clinical staff can be released"),
    ("vendor", "Release held back until a fault is fixed"),
    ("external", "Network supplier changes lines at the site"),
)
BARRIERS = (
    ("integration", "customer", 30, "Interface account in the test system not yet granted"),
    ("workflow", "customer", 18, "New step in the visit not agreed by the department"),
    ("data", "customer", 14, "Sample data incomplete"),
    ("trust", "customer", 12, "Clinicians ask for the local error rate first"),
    ("regulation", "customer", 12, "Security questions open with the review board"),
    ("resourcing", "vendor", 6, "Engineer assigned to another site"),
    ("technology", "vendor", 4, "Fault in the release under test"),
    ("external", "external", 4, "Third party's certificate expired"),
)
MOVE_REASONS = {
    "integration": "Interface tests have to be repeated",
    "workflow": "Department asks for more time to change its rota",
    "data": "Baseline report comes later than promised",
    "trust": "Further review of local results wanted",
    "regulation": "Review board meets only next month",
    "resourcing": "Trainers not available in the planned week",
}


@dataclass(frozen=True)
class Obstacle:
    """One barrier as known on the as-of day; `task_ref` is empty when the whole go-live is affected."""

    kind: str
    side: str
    opened_on: dt.date
    closed_on: dt.date | None
    task_ref: str
    note: str


@dataclass(frozen=True)
class Move:
    """One change of the target date."""

    announced_on: dt.date
    old_target_on: dt.date
    new_target_on: dt.date
    reason: str
    barrier: str


def draw_pauses(story: Story) -> list[Pause]:
    """Return the holds of a go-live that have begun by its horizon; they never overlap."""
    rng = story.rng("holds")
    pauses = []
    if story.days >= SHORTEST_FOR_HOLD and rng.random() < HOLD_CHANCE:
        pauses.append(_pause(story, rng, first=rng.uniform(0.2, 0.45), share=0.2))
        if rng.random() < 0.25:
            pauses.append(_pause(story, rng, first=rng.uniform(0.7, 0.78), share=0.12))
    known = [_as_known(story, pause) for pause in pauses if pause.starts_on <= story.horizon]
    quiet = all(pause.ends_on and pause.ends_on < story.as_of - dt.timedelta(days=25) for pause in known)
    settled = story.kickoff + dt.timedelta(days=30) < story.as_of
    if story.state == "in_progress" and quiet and settled and rng.random() < OPEN_HOLD_CHANCE:
        side, reason = rng.choice(HOLD_REASONS)
        known.append(Pause(story.as_of - dt.timedelta(days=rng.randint(3, 20)), None, side, reason))
    return known


def _pause(story: Story, rng: random.Random, *, first: float, share: float) -> Pause:
    length = max(3, min(rng.randint(7, 45), int(story.days * share)))
    side, reason = rng.choice(HOLD_REASONS)
    start = story.on_day(story.days * first)
    return Pause(start, start + dt.timedelta(days=length), side, reason)


def _as_known(story: Story, pause: Pause) -> Pause:
    """Cut a hold at what is known: open if it still lasts, ended by a cancelling."""
    ends_on = pause.ends_on
    if ends_on is not None and ends_on > story.horizon:
        ends_on = story.cancelled_on
    return Pause(pause.starts_on, ends_on, pause.side, pause.reason)


def draw_obstacles(story: Story, items: list[Item]) -> list[Obstacle]:
    """Return the barriers opened by the horizon, on a task each can have hindered or on the whole go-live."""
    if story.kickoff > story.as_of:
        return []
    rng = story.rng("barriers")
    count = rng.choices((0, 1, 2, 3, 4), (22, 30, 26, 14, 8))[0]
    obstacles = []
    for _ in range(count):
        kind, side, _, note = rng.choices(BARRIERS, [barrier[2] for barrier in BARRIERS])[0]
        first = int(rng.uniform(0.05, 0.8) * story.days)
        length = int(min(max(2, rng.lognormvariate(2.8, 0.7)), 0.5 * story.days, story.days - first))
        opened, closed = story.on_day(first), story.on_day(first + length)
        task_chance = rng.random()
        if opened > story.horizon:
            continue
        known = closed if closed <= story.horizon else story.cancelled_on
        task_ref = _hindered(items, opened, known, kind) if task_chance < 0.75 else ""
        obstacles.append(Obstacle(kind, side, opened, known, task_ref, note))
    if story.state == "in_progress" and rng.random() < OPEN_BARRIER_CHANCE:
        obstacles += _standing(story, items, rng)
    return sorted(obstacles, key=lambda obstacle: (obstacle.opened_on, obstacle.kind, str(obstacle.closed_on)))


def _standing(story: Story, items: list[Item], rng: random.Random) -> list[Obstacle]:
    """Return a barrier that stands before a task under way today, if there is such a task."""
    under_way = [item for item in items if item.status == "in_progress" and item.start_on]
    if not under_way:
        return []
    item = rng.choice(under_way)
    kind, side, _, note = next(barrier for barrier in BARRIERS if barrier[0] == item.step.barrier)
    opened = max(item.start_on or story.kickoff, story.as_of - dt.timedelta(days=rng.randint(2, 25)))
    return [Obstacle(kind, side, opened, None, item.ref, note)]


def _hindered(items: list[Item], opened: dt.date, closed: dt.date | None, kind: str) -> str:
    """Return the task under way during all of a barrier, preferably one that such barriers typically hit."""
    under_way = [
        item
        for item in items
        if item.start_on is not None
        and item.start_on <= opened
        and (item.done_on is None or (closed is not None and closed <= item.done_on))
    ]
    typical = [item for item in under_way if item.step.barrier == kind]
    chosen = typical or under_way
    return chosen[0].ref if chosen else ""


def draw_moves(story: Story) -> list[Move]:
    """Return the moves of the target announced by the horizon; each starts from the target before it."""
    rng = story.rng("targets")
    late = story.days - story.planned_days
    first_target = story.on_day(story.planned_days)
    if late < -15 and rng.random() < 0.4:
        announced = story.on_day(story.days * 0.6)
        new = story.final_live_on + dt.timedelta(days=rng.randint(0, 5))
        moves = [Move(announced, first_target, new, "Everything ready sooner than planned", "")]
    else:
        moves = _delays(story, rng, first_target, late)
    return [move for move in moves if move.announced_on <= story.horizon]


def _delays(story: Story, rng: random.Random, first_target: dt.date, late: int) -> list[Move]:
    """Return one move for a moderate delay, two for a long one; small delays are never announced."""
    steps = (late > 10) + (late > 45)
    moves: list[Move] = []
    old, announced = first_target, story.kickoff
    for step in range(1, steps + 1):
        barrier = rng.choice(tuple(MOVE_REASONS))
        jitter = rng.randint(-4, 3)
        new = first_target + dt.timedelta(days=max(5, late * step // steps + jitter))
        announced = max(announced + dt.timedelta(days=1), old - dt.timedelta(days=rng.randint(4, 18)))
        if new <= old or announced >= story.final_live_on:
            break
        moves.append(Move(announced, old, new, MOVE_REASONS[barrier], barrier))
        old = new
    return moves
