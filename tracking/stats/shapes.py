"""The shapes of the figures that stand beside the line: plain dicts, safe for JSON.

Filled by the modules that compute them, gathered in `result`. None is always explained in the result's `reasons`.
"""

from typing import TypedDict


class KmStep(TypedDict):
    """One event time of the Kaplan-Meier curve."""

    t: float
    n: int
    d: int
    S: float
    lo: float | None
    hi: float | None


class Km(TypedDict):
    """Kaplan-Meier median of the days with 95% limits; null: not reached yet.

    table: the curve at its event times; left out in lists.
    """

    median: float | None
    lo: float | None
    hi: float | None
    table: list[KmStep] | None


class Rmst(TypedDict):
    """Mean days up to tau (a go-live still open at tau counts tau), with its standard error."""

    tau: float
    value: float
    se: float


class AjPoint(TypedDict):
    """Shares of all kickoffs that are live, and cancelled, by day t."""

    t: float
    live_by: float
    cancelled_by: float


class Robust(TypedDict):
    """Theil-Sen slope on log repetition with 95% limits, and Kendall's S, z, p and tau, open ones included.

    agree: same sign as the fitted slope and inside its limits.
    """

    slope: float | None
    lo: float | None
    hi: float | None
    S: int
    z: float | None
    p: float | None
    tau: float
    agree: bool | None


class Rate(TypedDict):
    """A learning rate with its 95% limits."""

    learning_rate: float | None
    lo: float | None
    hi: float | None


class Pooled(Rate):
    """The rate over all cohorts. tau2: variance between them (of the slope); shrunken: this cohort's own rate, drawn
    towards the others; cohorts: how many were pooled.
    """

    tau2: float
    shrunken: float | None
    cohorts: int


class Scope(TypedDict):
    """log(value) rises by `exponent` per unit of log(scope): 0.3 means a tenth more sites cost 3% more."""

    name: str
    exponent: float
    lo: float
    hi: float


class Outlier(TypedDict):
    """A finished go-live more than three standard deviations off the line; it stays in the fit."""

    id: str
    residual: float


class Logging(TypedDict):
    """Share of active weeks with logged hours: overall, in the first and last third of the repetitions.

    slope, lo, hi: its change per unit of log repetition with 95% limits. n: go-lives judged.
    """

    n: int
    coverage: float
    first_third: float
    last_third: float
    slope: float
    lo: float
    hi: float


class OpenForecast(TypedDict):
    """An open go-live: how long still, and what its hours will come to; 80% between p10 and p90.

    elapsed, remaining: days. pct_slower: share of go-lives like it that it is slower than already. An entry of the
    days holds no hours, one of the hours no days. flags: `overdue`, `stalled`, `over_budget`, `pooled` (forecast
    from the other cohorts).
    """

    id: str
    number: int
    state: str
    elapsed: float
    remaining_p10: float | None
    remaining_p50: float | None
    remaining_p90: float | None
    date_p10: str | None
    date_p50: str | None
    date_p90: str | None
    pct_slower: float | None
    hours_to_date: float | None
    hours_final_p10: float | None
    hours_final_p50: float | None
    hours_final_p90: float | None
    flags: list[str]
    text: str


class FittedLine(TypedDict):
    """A regression line as stored: finished ones r, coefficients, ML covariance and scale."""

    r: int
    beta: list[float]
    cov: list[list[float]]
    sigma: float
    exact: bool


class Covariate(TypedDict):
    """A scope number in the line: enters as log(value) - reference."""

    name: str
    reference: float


class Fit(TypedDict):
    """All that forecasts need of a fitted cohort, so that they can be made from a stored result.

    prior: repetitions before the first one known. line: of the series. days: the line of log days of the same design;
    hours: that of log hours, with log days as its last column if given_days. None: not fitted for this series.
    """

    prior: float
    covariates: list[Covariate]
    line: FittedLine | None
    days: FittedLine | None
    hours: FittedLine | None
    given_days: bool
