"""Spreads the hours of a synthetic go-live over time entries: who, when, on what, with whom.

Called by `generator`. The entries of a finished go-live add up to its hours, to the quarter hour; of an
unfinished one those up to the horizon are returned. A wrong entry and its correction count once, as the
correction.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace

from implementation.examples.checklist import Item
from implementation.examples.story import Story

QUARTER = 0.25
FULL_DAY = 12.0
"""Nobody books more than this on a day, corrected entries included."""
CORRECTION_CHANCE = 0.03
MOST_CORRECTED = 4.0
"""Only entries up to this are corrected, so that the wrong and the right hours fit into one day."""
LABELS = {"project_management": "Weekly call", "travel": "On the road"}
NOTES = ("", "", "", "", "By phone", "On site", "Second attempt", "With the department head")


@dataclass(frozen=True)
class Work:
    """Something hours are booked on; the weights say how the two pools of hours fall on it."""

    task_ref: str
    first: dt.date
    last: dt.date
    role: str
    activity: str
    together: float
    alone: float


@dataclass
class Entry:
    """One time entry; `replaces` is the ref of the entry that it corrects."""

    worked_on: dt.date
    hours: float
    person: str
    activity: str
    label: str
    with_customer: bool
    task_ref: str
    note: str
    ref: str = ""
    replaces: str = ""


class Diary:
    """Hours booked by person and day over all go-lives, so that nobody works more than a day holds."""

    def __init__(self, people: dict[str, list[str]]) -> None:
        """Start with empty days."""
        self._people = people
        self._booked: dict[tuple[str, dt.date], float] = {}

    def book(self, role: str, wanted: str, day: dt.date, hours: float) -> str:
        """Book hours on the wanted person, or a colleague with an emptier day; raise if nobody has room."""
        everyone = [person for people in self._people.values() for person in people]
        for group in ([wanted], self._people[role], everyone):
            person = min(group, key=lambda name: self._booked.get((name, day), 0.0))
            booked = self._booked.get((person, day), 0.0)
            if booked + hours <= FULL_DAY:
                self._booked[person, day] = booked + hours
                return person
        raise ValueError(f"No colleague has {hours} hours left on {day}: too few staff for so many go-lives.")


def draw_entries(story: Story, items: list[Item], diary: Diary) -> list[Entry]:
    """Return the entries up to the horizon by date, with refs; none if nobody wrote hours down."""
    if not story.hours_logged or story.kickoff > story.as_of:
        return []
    rng = story.rng("hours")
    works = _works(story, items)
    together = _quarters(story.handholding_hours)
    entries = _pool(story, works, together, with_customer=True, rng=rng)
    entries += _pool(story, works, _quarters(story.total_hours) - together, with_customer=False, rng=rng)
    known = sorted((entry for entry in entries if entry.worked_on <= story.horizon), key=lambda e: e.worked_on)
    return _staffed(story, known, diary, rng)


def _quarters(hours: float) -> float:
    return round(hours / QUARTER) * QUARTER


def _works(story: Story, items: list[Item]) -> list[Work]:
    """Return the tasks that are not left out, and the work that belongs to no task."""
    works = [
        Work(item.ref, *item.window, step.role, step.activity, step.together, step.alone)
        for item in items
        for step in [item.step]
        if item.status != "skipped" or item.start_on is not None
    ]
    whole = (story.kickoff, story.final_live_on)
    works.append(Work("", *whole, "lead", "project_management", 2.0, 1.4))
    works.append(Work("", *whole, "trainer", "travel", 0.0, 0.8))
    works.append(Work("", *whole, "support", "other", 0.2, 0.3))
    return works


def _pool(story: Story, works: list[Work], hours: float, *, with_customer: bool, rng: random.Random) -> list[Entry]:
    """Cut one pool of hours into entries of up to seven and a half hours on days of work."""
    weights = [work.together if with_customer else work.alone for work in works]
    days = {work: _working_days(story, work) for work in works}
    entries = []
    while hours > 0:
        work = rng.choices(works, weights)[0]
        size = min(hours, max(QUARTER, _quarters(rng.triangular(0.5, 7.5, 3))))
        hours -= size
        entries.append(
            Entry(
                worked_on=rng.choice(days[work]),
                hours=size,
                person=story.team[work.role],
                activity=work.activity,
                label=LABELS.get(work.activity, "") if not work.task_ref else "",
                with_customer=with_customer,
                task_ref=work.task_ref,
                note=rng.choice(NOTES),
            )
        )
    return entries


def _working_days(story: Story, work: Work) -> list[dt.date]:
    """Return the days of the window for work: not at weekends nor on hold, unless nothing else is left."""
    window = [work.first + dt.timedelta(days=n) for n in range((work.last - work.first).days + 1)]
    open_days = [day for day in window if not _resting(story, day)]
    return [day for day in open_days if day.weekday() < 5] or open_days or window


def _resting(story: Story, day: dt.date) -> bool:
    return any(pause.starts_on <= day and (pause.ends_on is None or day <= pause.ends_on) for pause in story.pauses)


def _staffed(story: Story, entries: list[Entry], diary: Diary, rng: random.Random) -> list[Entry]:
    """Give each entry a person and a ref; here and there put a wrong entry before it that it corrects."""
    roles = {person: role for role, person in story.team.items()}
    written = []
    for number, entry in enumerate(entries, start=1):
        entry.ref = f"{story.ref}-e{number:04d}"
        mistaken = rng.random() < CORRECTION_CHANCE and entry.hours <= MOST_CORRECTED
        wrong_hours = min(7.5, entry.hours * 2) if mistaken else 0.0
        role = roles[entry.person]
        entry.person = diary.book(role, entry.person, entry.worked_on, entry.hours + wrong_hours)
        written += _corrected(entry, wrong_hours) if mistaken else [entry]
    return written


def _corrected(entry: Entry, wrong_hours: float) -> list[Entry]:
    """Return the entry with the wrong hours, and the right one as its correction."""
    wrong = replace(entry, hours=wrong_hours)
    right = replace(entry, ref=f"{entry.ref}-c", replaces=entry.ref, note="Corrects the hours")
    return [wrong, right]
