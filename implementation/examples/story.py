"""One synthetic go-live: what really happens to it, and how much of that is known on the as-of day.

Called by every other module that writes a table. The story itself is complete (it knows the day on which an
unfinished go-live will be live); the properties reveal only what happened up to `as_of`.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from implementation.examples.cast import Customer
from implementation.examples.truth import ProductTruth


def stream(seed: int, *parts: object) -> random.Random:
    """Return a generator of its own for one purpose, so that a change in one table leaves others alone."""
    return random.Random(":".join(str(part) for part in (seed, *parts)))


@dataclass(frozen=True)
class Pause:
    """Days on which the work of a go-live rests, both ends included; `ends_on` is None while it lasts."""

    starts_on: dt.date
    ends_on: dt.date | None
    side: str
    reason: str


@dataclass
class Story:
    """A go-live with its final days and hours; `cancel_after` and `ended_after` are days, None if never."""

    ref: str
    truth: ProductTruth
    stage: str
    customer: Customer
    site: str
    as_of: dt.date
    seed: int
    kickoff: dt.date
    contract_signed_on: dt.date
    days: int
    planned_days: int
    total_hours: float
    handholding_hours: float
    hypercare_days: int
    seats: int
    site_count: int
    team: dict[str, str]
    cancel_after: int | None = None
    handover_after: int | None = None
    ended_after: int | None = None
    pilot_ref: str = ""
    hours_logged: bool = True
    pauses: list[Pause] = field(default_factory=list)

    def rng(self, purpose: str) -> random.Random:
        """Return this go-live's own generator for one purpose."""
        return stream(self.seed, self.ref, purpose)

    def on_day(self, days: float) -> dt.date:
        """Return the day this many days after the kickoff."""
        return self.kickoff + dt.timedelta(days=int(days))

    def _known(self, day: dt.date | None) -> dt.date | None:
        return day if day is not None and day <= self.as_of else None

    @property
    def final_live_on(self) -> dt.date:
        """The day it goes live if nobody cancels it; may lie after `as_of`."""
        return self.on_day(self.days)

    @property
    def cancelled_on(self) -> dt.date | None:
        """The day of cancelling, once it is known."""
        return None if self.cancel_after is None else self._known(self.on_day(self.cancel_after))

    @property
    def live_on(self) -> dt.date | None:
        """The day it went live, once it is known."""
        return None if self.cancel_after is not None else self._known(self.final_live_on)

    @property
    def handed_over_on(self) -> dt.date | None:
        """The day support took over, once it is known."""
        return self._after_live(self.handover_after)

    @property
    def ended_on(self) -> dt.date | None:
        """The day the use ended (a pilot's last day, or a customer who left), once it is known."""
        return self._after_live(self.ended_after)

    def _after_live(self, days: int | None) -> dt.date | None:
        if days is None or self.live_on is None:
            return None
        return self._known(self.live_on + dt.timedelta(days=days))

    @property
    def state(self) -> str:
        """One of planned, in_progress, live, cancelled: what the dates known today say."""
        if self.cancelled_on:
            return "cancelled"
        if self.live_on:
            return "live"
        return "in_progress" if self.kickoff <= self.as_of else "planned"

    @property
    def horizon(self) -> dt.date:
        """The last day of which anything is known: nothing happens after a cancelling."""
        return self.cancelled_on or self.as_of
