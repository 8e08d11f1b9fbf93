"""The laws that the synthetic portfolio obeys, so that the measures can be held against what is true.

Called by the other modules of this package. Holds numbers and formulas only: no dates, no names, no
drawing.

A law is Wright's (1936): the median of the r-th repetition is `first_unit * r ** slope`, with lognormal
noise; each doubling of repetitions changes it by the factor `1 - learning_rate = 2 ** slope`.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Law:
    """How one quantity (days or hours) falls with the repetition number."""

    learning_rate: float
    first_unit: float
    noise_sd: float

    @property
    def slope(self) -> float:
        """Exponent of the repetition number; negative when repetitions get cheaper."""
        return math.log2(1 - self.learning_rate)

    def median(self, rank: float) -> float:
        """Return the median at a repetition number (mid-rank where several start on one day)."""
        return self.first_unit * float(rank**self.slope)

    def facts(self) -> dict[str, float]:
        """Return the law as it is written to truth.json."""
        return {
            "learning_rate": self.learning_rate,
            "slope": round(self.slope, 6),
            "first_unit": round(self.first_unit, 4),
            "noise_sd": round(self.noise_sd, 4),
        }


SHARE_NOISE_SD = 0.08
"""Noise of the share of hours spent with the customer, on the log scale."""
DAYS_HOURS_CORRELATION = 0.4
"""A go-live that takes long also tends to cost more hours."""
MOST_WITH_CUSTOMER = 0.92
"""Upper limit of the share of hours with the customer: some work is always done alone."""


@dataclass(frozen=True)
class ProductTruth:
    """One product of the portfolio: its laws, and how much of the portfolio it makes up."""

    product: str
    code: str
    portfolio_share: float
    days: Law
    total_hours: Law
    handholding_learning_rate: float
    first_share_with_customer: float
    segments: tuple[tuple[str, float], ...]

    @property
    def handholding_hours(self) -> Law:
        """Law of the hours with the customer: the total times a share that is a power of the number too."""
        return Law(
            learning_rate=self.handholding_learning_rate,
            first_unit=self.total_hours.first_unit * self.first_share_with_customer,
            noise_sd=math.hypot(self.total_hours.noise_sd, SHARE_NOISE_SD),
        )

    def share_with_customer(self, rank: float) -> float:
        """Return the median share of hours spent with the customer at a repetition number."""
        return self.handholding_hours.median(rank) / self.total_hours.median(rank)

    def facts(self) -> dict[str, dict[str, float]]:
        """Return the laws of the three series as they are written to truth.json."""
        return {
            "days": self.days.facts(),
            "handholding_hours": self.handholding_hours.facts(),
            "total_hours": self.total_hours.facts(),
        }


SCRIBE = ProductTruth(
    product="Ambient Scribe",
    code="scribe",
    portfolio_share=0.57,
    days=Law(learning_rate=0.12, first_unit=185.0, noise_sd=0.28),
    total_hours=Law(learning_rate=0.14, first_unit=520.0, noise_sd=0.28),
    handholding_learning_rate=0.18,
    first_share_with_customer=0.62,
    segments=(("hospital", 0.42), ("clinic group", 0.35), ("health system", 0.23)),
)
# Hardly any learning, on purpose: an honest reader of so few noisy repetitions cannot tell it from none.
TRIAGE = ProductTruth(
    product="Imaging Triage",
    code="triage",
    portfolio_share=0.43,
    days=Law(learning_rate=0.02, first_unit=118.0, noise_sd=0.32),
    total_hours=Law(learning_rate=0.02, first_unit=240.0, noise_sd=0.32),
    handholding_learning_rate=0.02,
    first_share_with_customer=0.48,
    segments=(("hospital", 0.48), ("imaging centre", 0.32), ("health system", 0.20)),
)
PRODUCTS = (SCRIBE, TRIAGE)
