"""How fast the numbers are on large portfolios: the full refresh, the sums, and one changed entry to current trend.

Run on PostgreSQL, and on SQLite by CROSSING_TEST_DATABASE=sqlite. What is printed is what docs/statistics.md tells.
"""

import gc
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from django.db import connection

from implementation.models import GoLive
from tests import factories as make
from tests.benchmarks.large_portfolio import ENTRIES_OF_ONE, load
from tracking.lenses import SERIES
from tracking.models import GoLiveMeasure, Trend
from tracking.reads.members import groups_of
from tracking.services.all_hours import sum_all_minutes
from tracking.services.follow import follow, refresh_measures
from tracking.services.forecasts import store_forecasts
from tracking.services.refit import refit, refit_touched
from tracking.services.score_forecasts import score_forecasts
from tracking.services.store import store
from tracking.stats.aft import censored_lognormal
from tracking.stats.fits import OK

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

SMALL, LARGE = (1_000, 20), (50_000, 200)  # go-lives, products
ROUNDS, ROUNDS_OF_SUMS = 3, 7
SUMS_WITHIN, STORED_WITHIN = 1.5, 4.0
CHANGE_WITHIN, FITTED_WITHIN = 1.0, 0.05  # seconds
FITTED, COHORTS_FITTED = 5_000, 200  # go-lives
_PLAIN = """
    SELECT golive_id, activity, SUM(minutes), SUM(CASE WHEN with_customer THEN minutes ELSE 0 END)
    FROM implementation_timeentry WHERE current GROUP BY golive_id, activity
"""


@dataclass
class Watch:
    """Seconds and peak memory of what ran under its eyes."""

    seconds: float = 0.0
    # CPU time of this process and of the server's process that works for it.
    work: float = 0.0
    peak_mib: int = 0
    lines: list[str] = field(default_factory=list)

    @contextmanager
    def on(self, what: str) -> Iterator[None]:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        before, started, worked, served = _peak_mib(), time.perf_counter(), time.process_time(), _served_seconds()
        yield
        self.seconds, self.peak_mib = time.perf_counter() - started, _peak_mib()
        cpu = time.process_time() - worked
        self.work = cpu + _served_seconds() - served
        took = f"{self.seconds:.2f} s (work {self.work:.2f} s, of it own {cpu:.2f})"
        self.lines.append(f"{what}: {took}, {before} to {self.peak_mib} MiB")
        print(f"{connection.vendor}: {self.lines[-1]}", flush=True)  # noqa: T201


def _served_seconds() -> float:
    """CPU time of PostgreSQL's process behind our connection; SQLite works in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mib() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def seconds_of(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@pytest.mark.parametrize(("golives", "products"), [SMALL, LARGE])
def test_a_portfolio_is_refreshed_and_one_change_is_followed(golives: int, products: int) -> None:
    watch, at = Watch(), make.now()
    with watch.on(f"load {golives} go-lives with {golives * ENTRIES_OF_ONE} time entries"):
        rows = load(golives, products=products, at=at)
    with watch.on("measures of all"):
        assert refresh_measures(at=at) == golives
    with watch.on("trends of two sets of cohorts"):
        assert refit(at=at).waiting == 0
    with watch.on("nothing to refit"):
        assert refit(at=at).fitted == 0
    with watch.on("forecasts of all in progress"):
        assert store_forecasts(at=at) == GoLive.objects.filter(status="in_progress").count()
    with watch.on("scores with none to score"):
        score_forecasts()
    sums_keep_up_with_a_plain_group_by(judged=(golives, products) == LARGE)
    one_change_is_current_at_once(rows[len(rows) // 2], watch)


def sums_keep_up_with_a_plain_group_by(*, judged: bool) -> None:
    """Judged on a large portfolio: a small one takes milliseconds, and what is the same for any size weighs most."""
    measures = list(GoLiveMeasure.objects.all())

    def plain() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_PLAIN)
            cursor.fetchall()

    reading, storing = [], []
    for _ in range(ROUNDS_OF_SUMS if judged else 1):
        floor = seconds_of(plain)
        read = seconds_of(lambda: sum_all_minutes(as_of=make.today()))
        stored = read + seconds_of(lambda: store(measures))
        reading.append(read / floor)
        storing.append(stored / floor)
        print(f"{connection.vendor}: plain {floor:.2f} s, sums {read:.2f} s, with storing {stored:.2f} s", flush=True)  # noqa: T201
    if judged:
        print(f"{connection.vendor}: reading {median(reading):.2f}, with storing {median(storing):.2f}", flush=True)  # noqa: T201
        assert median(reading) <= SUMS_WITHIN
        assert median(storing) <= STORED_WITHIN


def one_change_is_current_at_once(golive: GoLive, watch: Watch) -> None:
    """The work is judged, and of three the least disturbed: the machine does other things too."""
    times = []
    for _ in range(ROUNDS):
        make.hours(golive, 1)
        with watch.on("one changed entry to current trend"):
            measured: set[object] = set()
            at = make.now()
            follow(at=at, measured=measured)  # type: ignore[arg-type]
            assert refit_touched(measured, at=at).fitted == 2  # type: ignore[arg-type]
            store_forecasts(at=at)
        times.append(watch.work)
    [cohort] = groups_of([golive.pk], ("product",), as_of=make.today())
    current = Trend.objects.filter(cohort_key=cohort.key, inputs=cohort.inputs, as_of=make.today())
    assert current.count() == len(SERIES)
    assert min(times) <= CHANGE_WITHIN


def test_the_censored_fit_of_200_cohorts_takes_milliseconds() -> None:
    """5,000 go-lives, one in seven still open; no database."""
    draw = np.random.default_rng(7)
    cohort = np.arange(FITTED) % COHORTS_FITTED
    repetition = np.log(np.arange(FITTED) // COHORTS_FITTED + 1.0)
    days = 5 - 0.3 * repetition + 0.35 * draw.standard_normal(FITTED)
    ended = draw.random(FITTED) > 1 / 7
    days = np.where(ended, days, days + np.log(draw.random(FITTED) * 0.8 + 0.1))

    def fit() -> None:
        fits = censored_lognormal(days, repetition[:, None], ended, cohort, COHORTS_FITTED)
        assert (fits.status == OK).all()

    taken = median(seconds_of(fit) for _ in range(21))
    print(f"censored fit of {COHORTS_FITTED} cohorts, {FITTED} go-lives: {taken * 1000:.1f} ms", flush=True)  # noqa: T201
    assert taken <= FITTED_WITHIN


def test_twenty_thousand_in_one_cohort_are_data_and_a_sentence() -> None:
    watch, at = Watch(), make.now()
    load(20_000, products=1, at=at)
    refresh_measures(at=at)
    with watch.on("trends of 20000 go-lives in one cohort and in four"):
        refit(at=at)
    for trend in Trend.objects.filter(by="product"):
        assert trend.result["text"]
        assert (trend.level, trend.n) == ("good", 20_000)
        # Days fall with each repetition, hours do not.
        assert (trend.direction == "down") == (trend.series == "days")
        json.dumps({**trend.result, **trend.detail}, allow_nan=False)
