"""One cohort of an analysis, with all that was fitted: what the parts of its result are read from."""

from dataclasses import dataclass
from datetime import date

from tracking.stats.arrays import BoolArray
from tracking.stats.fits import Line
from tracking.stats.frame import Frame
from tracking.stats.levels import Evidence
from tracking.stats.together import Together
from tracking.stats.trend import Trend

DAYS = "days"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the call asked for: one series on one clock at one as-of date."""

    series: str
    clock: str
    net_of: str | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Subject:
    """The cohort at a position of the frame."""

    frame: Frame
    trend: Trend
    together: Together
    asked: Asked
    cohort: int

    @property
    def key(self) -> str:
        return self.frame.cohorts[self.cohort].key

    @property
    def prior(self) -> float:
        return self.frame.cohorts[self.cohort].prior_repetitions

    @property
    def span(self) -> slice:
        """Where its rows lie."""
        return self.frame.span(self.cohort)

    @property
    def counted(self) -> BoolArray:
        """Which of its rows take part in fits."""
        return self.frame.counted[self.span]

    @property
    def evidence(self) -> Evidence:
        return self.trend.evidence[self.cohort]

    @property
    def line(self) -> Line | None:
        """The line that may be shown."""
        return self.trend.line(self.cohort)

    @property
    def of_days(self) -> bool:
        return self.asked.series == DAYS

    @property
    def same_day(self) -> bool:
        """All of several go-lives kicked off on one day."""
        kickoff = self.frame.kickoff[self.span]
        return kickoff.size > 1 and bool(kickoff[0] == kickoff[-1])
