"""The shape of a result: one plain dict per cohort and series, safe for JSON, every key always present.

What is not computable, or not computed, is null with a code in `reasons` under the same key. No NaN, no
infinity, no numpy type gets in: `number` is the gate.
"""

import math
from typing import TypedDict

from tracking.stats.shapes import (
    AjPoint,
    Fit,
    Km,
    Logging,
    OpenForecast,
    Outlier,
    Pooled,
    Rate,
    Rmst,
    Robust,
    Scope,
)

NOT_FINITE = "not_finite"


class Next(TypedDict):
    """Forecast of the go-live with this number."""

    number: int
    median: float | None
    lo80: float | None
    hi80: float | None
    mean: float | None


class Curve(TypedDict):
    """The fitted median at a rank, with the 95% band of the line."""

    rank: float
    median: float | None
    lo95: float | None
    hi95: float | None


class Point(TypedDict):
    """One started go-live. complete: its value is final; state is `excluded` where it takes no part."""

    id: str
    rank: float
    number: int
    value: float | None
    state: str
    complete: bool


class Heading(TypedDict):
    """Which cohort, series, clock and day a result is about; computed_at and current are the caller's to
    fill.
    """

    cohort: str
    cohort_key: str
    by: list[str]
    values: dict[str, str]
    series: str
    clock: str
    net_of: str | None
    as_of: str
    computed_at: str | None
    current: bool | None


class Counts(TypedDict):
    """n: started go-lives, the sum of the next four. n_not_started is beside it."""

    n: int
    n_live: int
    n_in_progress: int
    n_cancelled: int
    n_excluded: int
    n_not_started: int
    n_hours_missing: int


class Verdict(TypedDict):
    """How much may be said and why the rest is null. r: number of final values."""

    r: int
    level: str
    status: str
    reasons: dict[str, str]
    flags: list[str]
    text: list[str]


class Figures(TypedDict):
    """The line of the cohort and what follows from it. Rates are shares, sigma is on the ML scale."""

    method: str | None
    direction: str | None
    learning_rate: float | None
    learning_rate_lo: float | None
    learning_rate_hi: float | None
    progress_ratio: float | None
    slope: float | None
    slope_se: float | None
    nu: int | None
    sigma: float | None
    first_unit: float | None
    confidence_down: float | None
    p_value: float | None
    completed_only_learning_rate: float | None
    next: list[Next] | None
    curve: list[Curve] | None


class Further(TypedDict):
    """The points, the survival curves, the checks beside the line and the open go-lives.

    more_needed: about how many more finished ones until a 15% rate could be told. fit: what forecasts need.
    """

    points: list[Point]
    km: Km
    q_value: float | None
    unadjusted: Rate | None
    pooled: Pooled | None
    robust: Robust | None
    rmst: Rmst | None
    aj: list[AjPoint] | None
    median_time_live_cif: float | None
    in_progress: list[OpenForecast] | None
    curvature: str | None
    scope: list[Scope] | None
    outliers: list[Outlier] | None
    logging: Logging | None
    more_needed: int | None
    fit: Fit | None


class CohortResult(Heading, Counts, Verdict, Figures, Further):
    """Everything said of one cohort in one series at one as-of date."""


DETAIL = ("curve", "points", "in_progress", "fit")


def number(value: float | None) -> float | None:
    """A plain finite float, or None."""
    if value is None:
        return None
    plain = float(value)
    return plain if math.isfinite(plain) else None


def no_figures() -> Figures:
    """The figures of a cohort without a line."""
    return Figures(
        method=None,
        direction=None,
        learning_rate=None,
        learning_rate_lo=None,
        learning_rate_hi=None,
        progress_ratio=None,
        slope=None,
        slope_se=None,
        nu=None,
        sigma=None,
        first_unit=None,
        confidence_down=None,
        p_value=None,
        completed_only_learning_rate=None,
        next=None,
        curve=None,
    )


def without_detail(result: CohortResult) -> dict[str, object]:
    """The result as lists show it: without curve, points, open go-lives, the fit and the Kaplan-Meier table."""
    shown = {key: value for key, value in result.items() if key not in DETAIL}
    shown["km"] = {key: value for key, value in result["km"].items() if key != "table"}
    return shown
