"""Forecasts of open go-lives: days still to go and what their hours will come to.

Called for all cohorts of an analysis, and by whoever forecasts single go-lives from a stored fit. Where a cohort has no
line of its own, the pooled line of its peers speaks, and the entry says so by the flag `pooled`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray
from tracking.stats.derive import IN_PROGRESS
from tracking.stats.final_hours import Mixture, log_quantile, midpoints, share_above
from tracking.stats.fits import Line
from tracking.stats.outlook import Lines, Outlook, lines_of, outlook_of, pooled_outlook
from tracking.stats.remaining import HOPELESS, OVERDUE, log_final, share_slower
from tracking.stats.result import number
from tracking.stats.shapes import Covariate, Fit, OpenForecast
from tracking.stats.stored import line_from
from tracking.stats.words_open import open_sentence

TENTHS = np.array([0.1, 0.5, 0.9])
LONGEST_AHEAD = 36525.0  # days; a date further off than a century is no date
LARGEST = 700.0  # of a logarithm, so that its exponential stays finite
AT_ONCE = 4096  # go-lives whose mixtures are in memory together


@dataclass(frozen=True, slots=True)
class OpenGoLive:
    """An open go-live as of the day: in progress, or live with hypercare still running.

    number: its repetition; rank: mid-rank of equal kickoffs. elapsed: days since kickoff, or the final days once live.
    hours: hours to date of the series forecast; None leaves the hours out. scope: as in `Row`.
    """

    id: str
    number: int
    rank: float
    elapsed: float
    state: str = IN_PROGRESS
    hours: float | None = None
    scope: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Open go-lives of one cohort and its fit; None: it has none. prior: repetitions before the first known."""

    golives: Sequence[OpenGoLive]
    fit: Fit | None
    prior: float = 0.0


def forecast_open(
    golives: Sequence[OpenGoLive], *, fit: Fit | None, as_of: date, prior: float = 0.0, peers: Sequence[Fit] = ()
) -> list[OpenForecast]:
    """Forecast one or many open go-lives of one cohort from its fit (`result["fit"]`), in the order given.

    A fit of the days gives days remaining with dates at the 10th, 50th and 90th percentile, given the days elapsed;
    one of an hours series gives final hours likewise, given the hours to date, and nothing on days. Without a fit the
    peers' pooled days line is used if there are three. What cannot be told is None. Raises ValueError naming
    `elapsed` when it is not above 0.
    """
    lines = [line for peer in peers if (line := line_from(peer["days"])) is not None]
    return forecast_cohort(Ask(golives, fit, prior), as_of, lines_of(lines))


def forecast_cohort(ask: Ask, as_of: date, peers: Lines | None) -> list[OpenForecast]:
    """The same for one cohort with the peers' lines at hand."""
    for golive in ask.golives:
        if not golive.elapsed > 0:
            raise ValueError(f"elapsed of go-live {golive.id} is {golive.elapsed}: give days above 0")
    found: list[OpenForecast] = []
    for start in range(0, len(ask.golives), AT_ONCE):
        part = Ask(ask.golives[start : start + AT_ONCE], ask.fit, ask.prior)
        found += _forecast(part, as_of, peers)
    return found


def _forecast(ask: Ask, as_of: date, peers: Lines | None) -> list[OpenForecast]:
    design = _design(ask)
    own = None if ask.fit is None else line_from(ask.fit["days"])
    outlook = _outlook(own, design, peers)
    elapsed = np.array([golive.elapsed for golive in ask.golives])
    running = np.array([golive.state == IN_PROGRESS for golive in ask.golives], dtype=np.bool_)
    slower = _slower(outlook, elapsed, running)
    of_hours = ask.fit is not None and ask.fit["hours"] is not None
    remaining = np.exp(np.minimum(_log_days(outlook, slower, TENTHS), LARGEST)) - elapsed[:, None]
    above, hours = _final_hours(ask, design, outlook, slower)
    return [
        _with_text(_hours_entry(golive, slower[i], above[i], hours[i]))
        if of_hours
        else _with_text(_days_entry(golive, slower[i], remaining[i], as_of, pooled=own is None))
        for i, golive in enumerate(ask.golives)
    ]


def _design(ask: Ask) -> FloatArray:
    """Design rows (m, 2 + q): constant, log repetition, scope less its reference (0 where it is not known)."""
    prior = ask.prior if ask.fit is None else ask.fit["prior"]
    covariates = [] if ask.fit is None else ask.fit["covariates"]
    columns = [[1.0, math.log(golive.rank + prior), *_scope(golive, covariates)] for golive in ask.golives]
    return np.array(columns, dtype=np.float64)


def _scope(golive: OpenGoLive, covariates: Sequence[Covariate]) -> list[float]:
    given = [(golive.scope.get(one["name"]), one["reference"]) for one in covariates]
    return [math.log(value) - reference if value is not None and value > 0 else 0.0 for value, reference in given]


def _outlook(own: Line | None, design: FloatArray, peers: Lines | None) -> Outlook | None:
    """The prediction of the days; None where none can be made or an exact line leaves no interval."""
    if own is not None:
        return None if own.exact else outlook_of(own, design)
    return None if peers is None else pooled_outlook(peers, design[:, 1])


def _slower(outlook: Outlook | None, elapsed: FloatArray, running: BoolArray) -> FloatArray:
    """Share of go-lives that take longer than each running one has; NaN where that is not known."""
    if outlook is None:
        return np.full(elapsed.size, np.nan)
    return np.where(running, share_slower(outlook, elapsed), np.nan)


def _log_days(outlook: Outlook | None, slower: FloatArray, q: FloatArray) -> FloatArray:
    """Log final days at quantiles q, (m, k); NaN where not known or hopeless."""
    if outlook is None:
        return np.full((slower.size, q.size), np.nan)
    return log_final(outlook, np.where(slower >= HOPELESS, slower, np.nan), q)


def _final_hours(
    ask: Ask, design: FloatArray, outlook: Outlook | None, slower: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Share whose hours end above those to date (m,), and final hours (m, 3); NaN where not known.

    None once it is live: nearly all hours are in by then, and a forecast that only knows that more than those come
    would be far too high (80% intervals held 46% in hypercare).
    """
    share, hours = np.full(slower.size, np.nan), np.full((slower.size, TENTHS.size), np.nan)
    line = None if ask.fit is None else line_from(ask.fit["hours"])
    if line is None or ask.fit is None or line.exact:
        return share, hours
    drawn = _log_days(outlook, slower, midpoints()) if ask.fit["given_days"] else None
    mixture = _mixture(line, design, drawn)
    open_ = [golive.hours is not None and golive.state == IN_PROGRESS for golive in ask.golives]
    told = np.array(open_, dtype=np.bool_) & np.isfinite(mixture.mean).all(axis=1)
    mixture = Mixture(mixture.mean[told], mixture.scale[told], mixture.nu[told])
    used = np.array([golive.hours or 0.0 for golive in ask.golives])[told]
    with np.errstate(divide="ignore"):
        above = np.where(used > 0, share_above(mixture, np.log(used)[:, None])[:, 0], 1.0)
    share[told] = above
    logs = log_quantile(mixture, np.maximum(above, HOPELESS)[:, None] * (1 - TENTHS))
    hours[told] = np.where(above[:, None] >= HOPELESS, np.exp(np.minimum(logs, LARGEST)), np.nan)
    return share, hours


def _mixture(line: Line, design: FloatArray, drawn: FloatArray | None) -> Mixture:
    """Log hours given each of the drawn log days (m, 32), or by the design alone where the line has no days in it.

    The scale carries the uncertainty of the line at the mean of the drawn days: without it 80% intervals hold 74%
    where cohorts are small.
    """
    lever, spread = design, np.zeros((design.shape[0], 1))
    if drawn is not None:
        centre = drawn.mean(axis=1)
        lever, spread = np.column_stack([design, centre]), (drawn - centre[:, None]) * line.beta[-1]
    scale = np.sqrt(line.k * line.sigma**2 + line.variance(lever))
    return Mixture(line.mean(lever)[:, None] + spread, scale, np.full(design.shape[0], float(line.nu)))


def _bare(golive: OpenGoLive, flags: list[str]) -> OpenForecast:
    return OpenForecast(
        id=golive.id,
        number=golive.number,
        state=golive.state,
        elapsed=golive.elapsed,
        remaining_p10=None,
        remaining_p50=None,
        remaining_p90=None,
        date_p10=None,
        date_p50=None,
        date_p90=None,
        pct_slower=None,
        hours_to_date=golive.hours,
        hours_final_p10=None,
        hours_final_p50=None,
        hours_final_p90=None,
        flags=flags,
        text="",
    )


def _days_entry(golive: OpenGoLive, slower: float, remaining: FloatArray, as_of: date, *, pooled: bool) -> OpenForecast:
    """Comparisons with NaN, which stands for not known, are false."""
    flags = {
        "overdue": HOPELESS <= slower < OVERDUE,
        "pooled": pooled and not math.isnan(slower),
        "stalled": slower < HOPELESS,
    }
    entry = _bare(golive, [name for name, raised in flags.items() if raised])
    lo, half, hi = (number(value) for value in remaining.tolist())
    entry["remaining_p10"], entry["remaining_p50"], entry["remaining_p90"] = lo, half, hi
    entry["date_p10"], entry["date_p50"], entry["date_p90"] = (_date(as_of, value) for value in (lo, half, hi))
    entry["pct_slower"] = number(1 - slower)
    return entry


def _hours_entry(golive: OpenGoLive, slower: float, above: float, hours: FloatArray) -> OpenForecast:
    flags = {"over_budget": above < HOPELESS, "stalled": slower < HOPELESS}
    entry = _bare(golive, [name for name, raised in flags.items() if raised])
    lo, half, hi = (number(value) for value in hours.tolist())
    entry["hours_final_p10"], entry["hours_final_p50"], entry["hours_final_p90"] = lo, half, hi
    return entry


def _with_text(entry: OpenForecast) -> OpenForecast:
    entry["text"] = open_sentence(entry)
    return entry


def _date(as_of: date, remaining: float | None) -> str | None:
    if remaining is None or remaining > LONGEST_AHEAD:
        return None
    return (as_of + timedelta(days=math.ceil(remaining))).isoformat()
