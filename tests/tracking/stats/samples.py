"""Made-up go-lives for the statistics' tests: drawn by seed, or written down row by row."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray, IntArray
from tracking.stats.derive import IN_PROGRESS, LIVE, Facts, derive, hours_standing
from tracking.stats.inputs import Cohort, Row
from tracking.stats.result import CohortResult

AS_OF = date(2026, 6, 30)
COHORT = Cohort("scribe", "Ambient Scribe")


@dataclass(frozen=True)
class Sample:
    """Flat arrays as the fits take them: log durations cut at the as-of day, and log hours of everyone."""

    y: FloatArray
    x: FloatArray
    event: BoolArray
    cohort: IntArray
    log_hours: FloatArray
    size: int


def draw(seed: int, n: int, size: int = 1, *, open_share: float = 0.3, slope: float = -0.3) -> Sample:
    """Draw cohorts of about equal size whose last go-lives are still open."""
    rng = np.random.default_rng(seed)
    cohort = np.sort(np.arange(n) % size)
    number = np.arange(n) - np.searchsorted(cohort, cohort) + 1
    x = np.log(number)
    noise = rng.standard_normal(n)
    full = 5.0 + slope * x + 0.4 * noise
    cut = full - rng.exponential(0.7, n)
    event = rng.random(n) > open_share
    log_hours = 6.0 + 1.4 * slope * x + 0.25 * noise + 0.3 * rng.standard_normal(n)
    return Sample(np.where(event, full, cut), x, event, cohort, log_hours, size)


def row(
    number: int, days: float | None = 100.0, state: str = LIVE, *, start: int | None = None, **other: object
) -> Row:
    """One go-live of COHORT; they start ten days apart unless `start` says which day."""
    kickoff = date(2020, 1, 1) + timedelta(days=10 * number if start is None else start)
    return Row(id=f"g{number:03d}", cohort=COHORT.key, kickoff=kickoff, state=state, days=days, **other)  # type: ignore[arg-type]


def learning_rows(n: int, *, seed: int = 5, slope: float = -0.3, open_last: int = 0) -> list[Row]:
    """Go-lives that get quicker, with hours; the last few still in progress at half their time."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(1, n + 1):
        days = float(np.exp(5.0 + slope * np.log(number) + 0.2 * rng.standard_normal()))
        hours = float(np.exp(6.0 + slope * np.log(number) + 0.2 * rng.standard_normal()))
        if number > n - open_last:
            rows.append(row(number, days / 2, IN_PROGRESS, hours=hours / 3))
        else:
            rows.append(row(number, days, hours=hours, hours_complete=True))
    return rows


def row_of(facts: Facts, identity: str, cohort: str, hours: float, as_of: date = AS_OF) -> Row:
    """The row of a go-live from its facts, the way the measuring service makes it."""
    found = derive(facts, as_of=as_of)
    standing = hours_standing(found, hours)
    return Row(
        id=identity,
        cohort=cohort,
        kickoff=facts.kickoff,
        state=found.state,
        days=found.days,
        hours=hours,
        hours_complete=standing.complete,
        hours_missing=standing.missing,
        flags=found.flags,
    )


def check_whole(result: CohortResult) -> None:
    """Every key is there, JSON can carry it, and every null, also within, has its reason."""
    assert set(result) == set(CohortResult.__annotations__)
    json.dumps(result, allow_nan=False)
    assert result["text"]
    assert all(sentence.endswith(".") for sentence in result["text"])
    assert nulls(result) <= set(result["reasons"])


def nulls(result: CohortResult) -> set[str]:
    """Names of the null fields, those one level down as `robust.slope`."""
    found = set()
    for key, value in result.items():
        if value is None and key not in ("computed_at", "current", "net_of"):
            found.add(key)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and key not in ("reasons", "fit", "points"):
                found |= {f"{key}.{name}" for name, part in inner.items() if part is None and name != "table"}
    if "km" in result["reasons"]:
        found -= {"km.median", "km.lo", "km.hi"}
    return found


def many_rows(n: int, size: int) -> tuple[list[Row], list[Cohort]]:
    """`n` go-lives in `size` cohorts, as the analysis takes them."""
    sample = draw(1, n, size)
    start = date(2020, 1, 1)
    rows = [
        Row(
            id=f"g{i}",
            cohort=f"c{sample.cohort[i]:04d}",
            kickoff=start + timedelta(days=i % 900),
            state="live" if sample.event[i] else "in_progress",
            days=float(np.exp(sample.y[i])),
            hours=float(np.exp(sample.log_hours[i])),
            hours_complete=bool(sample.event[i]),
        )
        for i in range(n)
    ]
    return rows, [Cohort(f"c{g:04d}", f"Cohort {g}") for g in range(size)]
