"""From which side cohorts are looked at: how they are formed, where days begin, and which series are told. Pure.

The plain lenses (days from kickoff, holds included, the three main series) of the standing sets are kept current;
any other is computed when somebody asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracking.cohorts import By

SERIES = ("days", "handholding_hours", "total_hours")
# As time entries name them; a test holds the two lists together, since this module knows no models.
ACTIVITIES = (
    "project_management", "governance", "integration", "configuration", "data", "training", "at_elbow",
    "change_management", "support", "travel", "other",
)  # fmt: skip
HOURS_OF = "hours:"
ACTIVITY_SERIES = tuple(f"{HOURS_OF}{activity}" for activity in ACTIVITIES)
ALL_SERIES = (*SERIES, *ACTIVITY_SERIES)
KICKOFF, CONTRACT = "kickoff", "contract"
CLOCKS = (KICKOFF, CONTRACT)
HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Lens:
    """by: how cohorts are formed. clock: where days begin. net_of: `holds` takes days on hold out, empty: nothing.

    activities: hours by activity instead of the three main series.
    """

    by: By
    clock: str = KICKOFF
    net_of: str = ""
    activities: bool = False

    @property
    def series(self) -> Sequence[str]:
        return ACTIVITY_SERIES if self.activities else SERIES

    @property
    def plain(self) -> bool:
        """Days from kickoff with holds, in the main series: what standing sets are kept current in."""
        return self.clock == KICKOFF and not self.net_of and not self.activities

    @property
    def by_text(self) -> str:
        """As it is stored and asked for."""
        return ",".join(self.by)


def activity_of(series: str) -> str | None:
    """The activity of an hours-by-activity series; None for the main ones."""
    return series.removeprefix(HOURS_OF) if series.startswith(HOURS_OF) else None


def series_of(text: str) -> tuple[str, ...]:
    """`days,total_hours` as series: some of the main ones, or some activities. Raises ValueError with the remedy."""
    asked = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if not asked or set(asked) - set(ALL_SERIES):
        raise ValueError(
            f"{text!r} names an unknown series: choose of {', '.join(SERIES)}, or hours of an activity such as "
            f"{ACTIVITY_SERIES[0]}."
        )
    if len({activity_of(one) is None for one in asked}) > 1:
        raise ValueError(f"{text!r} mixes the main series with hours by activity: ask for them one after the other.")
    return asked


def is_activity(series: Sequence[str]) -> bool:
    """Whether these series (all of one kind, as `series_of` gives them) are hours by activity."""
    return activity_of(series[0]) is not None
