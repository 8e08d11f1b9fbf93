"""The tasks of a synthetic go-live: two short checklists, and how far each go-live has come along its own.

Called by `generator`. A step's times are shares of the time from kickoff to live; from 1 to 2 they are
shares of the hypercare window after it. Planned times use the planned length, actual times the real one.
"""

import datetime as dt
from dataclasses import dataclass

from implementation.examples.story import Story

SKIP_CHANCE = 0.16
SKIP_REASONS = (
    "Not needed at this site",
    "Covered by the customer's own programme",
    "Done at an earlier site",
)


@dataclass(frozen=True)
class Step:
    """One line of a checklist; `alone` and `together` weigh the hours without and with the customer."""

    key: str
    title: str
    category: str
    phase: str
    owner_side: str
    starts: float
    ends: float
    role: str
    activity: str
    together: float
    alone: float
    depends_on: tuple[str, ...] = ()
    gate: str = "none"
    barrier: str = "integration"
    optional: bool = False
    in_pilot: bool = False


@dataclass
class Item:
    """A step as it stands in one go-live on the as-of day."""

    ref: str
    step: Step
    depends_on: list[str]
    planned_start_on: dt.date
    due_on: dt.date
    window: tuple[dt.date, dt.date]
    status: str = "todo"
    start_on: dt.date | None = None
    done_on: dt.date | None = None
    reason: str = ""
    estimate_hours: int = 1


def lay_out(story: Story, steps: tuple[Step, ...]) -> list[Item]:
    """Return the tasks of a go-live with planned and actual dates and status; a pilot gets the short list."""
    rng = story.rng("tasks")
    chosen = [step for step in steps if step.in_pilot or story.stage == "production"]
    keys = {step.key for step in chosen}
    items = []
    for step in chosen:
        skip, why = rng.random() < SKIP_CHANCE, rng.choice(SKIP_REASONS)
        item = _planned(story, step, [key for key in step.depends_on if key in keys])
        if step.optional and skip and item.window[0] <= story.horizon:
            item.status, item.reason = "skipped", why
        else:
            _advance(story, item)
        items.append(item)
    return items


def _planned(story: Story, step: Step, depends_on: list[str]) -> Item:
    planned_start, due = _window(story, step, story.planned_days)
    hours = (story.truth.total_hours.first_unit if story.stage == "production" else 60) * 0.6
    return Item(
        ref=f"{story.ref}-{step.key}",
        step=step,
        depends_on=[f"{story.ref}-{key}" for key in depends_on],
        planned_start_on=planned_start,
        due_on=due,
        window=_window(story, step, story.days),
        estimate_hours=max(1, round(hours * (step.together + step.alone) / 20)),
    )


def _window(story: Story, step: Step, days: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of work; the last task before go-live ends on the day itself."""
    start, end = _day(story, step.starts, days), _day(story, step.ends, days)
    last = end if step.ends == 1 else end - dt.timedelta(days=1)
    return start, max(start, last)


def _day(story: Story, share: float, days: int) -> dt.date:
    """Return the day at a share of the way; shares above 1 lie in the hypercare window."""
    return story.on_day(int(min(share, 1) * days) + int(max(0, share - 1) * story.hypercare_days))


def _advance(story: Story, item: Item) -> None:
    """Set status and actual dates by what has happened up to the horizon."""
    start, end = item.window
    if start > story.horizon or (item.step.starts >= 1 and story.live_on is None):
        return
    item.start_on, item.status = start, "in_progress"
    never_accepted = item.step.gate == "handover" and story.handover_after is None
    if end <= story.horizon and not never_accepted:
        item.done_on, item.status = end, "done"
    elif story.cancelled_on:
        item.status, item.reason = "skipped", "Stopped when the go-live was cancelled"


def block(items: list[Item], blocked: dict[str, str]) -> None:
    """Mark the tasks under way that an open barrier stands before, with the barrier's words as the reason."""
    for item in items:
        if item.ref in blocked and item.status == "in_progress":
            item.status, item.reason = "blocked", blocked[item.ref]
