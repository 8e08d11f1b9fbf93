"""The measurement: all paths in turns, the floor and the program right after one another, round by round.

A machine's speed drifts and other work comes and goes; two spells of a second in direct succession mostly share their
circumstances, so a round's ratio is worth more than its figures. The connections are spread evenly over the processes,
which otherwise is chance and would decide a round. Of the rounds of a path the half that others disturbed least is
looked at, and of that half the median.
"""

import gc
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks.client import Call, Sample, load
from tests.benchmarks.others import busy_seconds, own_seconds
from tests.benchmarks.paths import PATHS, HotPath
from tests.benchmarks.servers import WebServer

FLOOR_SIDE, PRODUCT_SIDE = 0, 1
_WARM_UP = 0.5
_CORES = os.cpu_count() or 1


@dataclass
class Side:
    """One of the two servers on one path: what it is sent, and what was measured."""

    server: WebServer
    lanes: list[Iterator[bytes]]
    samples: list[Sample] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def measure(self, seconds: float) -> None:
        before = self.server.cpu_seconds()
        sample = load(self.server.address, self.lanes, seconds=seconds, taken=self.server.open_files)
        self.samples.append(sample)
        self.cpu_ms.append((self.server.cpu_seconds() - before) * 1000 / len(sample.latencies))

    @property
    def per_second(self) -> float:
        return statistics.median(sample.per_second for sample in self.samples)

    @property
    def cpu(self) -> float:
        """CPU time of the web workers for one request, in ms."""
        return statistics.median(self.cpu_ms)

    def percentile(self, share: float) -> float:
        """Of the time to an answer over all rounds, in ms."""
        times = sorted(latency for sample in self.samples for latency in sample.latencies)
        return times[min(len(times) - 1, int(share * len(times)))] * 1000


@dataclass
class Contest:
    """One path on one portfolio."""

    path: HotPath
    floor: Side
    product: Side
    queries: int = 0
    # Of each round, the share of the machine that others took.
    disturbed: list[float] = field(default_factory=list)

    def round(self, seconds: float) -> None:
        started, busy, own = time.perf_counter(), busy_seconds(), own_seconds()
        for side in (self.floor, self.product):
            side.measure(seconds)
        theirs = (busy_seconds() - busy) - (own_seconds() - own)
        self.disturbed.append(max(0.0, theirs) / (time.perf_counter() - started) / _CORES)

    def forget(self) -> None:
        self.disturbed.clear()
        for side in (self.floor, self.product):
            side.samples.clear()
            side.cpu_ms.clear()

    def settle(self) -> None:
        """Keep the half of the rounds that was disturbed least."""
        quiet = sorted(range(len(self.disturbed)), key=self.disturbed.__getitem__)[: len(self.disturbed) // 2 + 1]
        self.disturbed = [self.disturbed[place] for place in quiet]
        for side in (self.floor, self.product):
            side.samples = [side.samples[place] for place in quiet]
            side.cpu_ms = [side.cpu_ms[place] for place in quiet]

    @property
    def ratios(self) -> list[float]:
        """Of each round, how many times the floor's cost a request took."""
        pairs = zip(self.floor.samples, self.product.samples, strict=True)
        return [floor.per_second / product.per_second for floor, product in pairs]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


def contests(floor: WebServer, product: WebServer, key: str) -> list[Contest]:
    """Every path, from where the database stands."""
    return [
        Contest(
            path,
            Side(floor, [_encoded(lane, key) for lane in path.lanes(FLOOR_SIDE)]),
            Side(product, [_encoded(lane, key) for lane in path.lanes(PRODUCT_SIDE)]),
        )
        for path in PATHS
    ]


def _encoded(calls: Iterator[Call], key: str) -> Iterator[bytes]:
    return (call.encoded(key) for call in calls)


def run(entered: list[Contest], *, rounds: int, seconds: float) -> None:
    """All of them in turns, after one short round that is forgotten: caches, plans and pools fill up."""
    for contest in entered:
        contest.round(_WARM_UP)
        contest.forget()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for contest in entered:
                contest.round(seconds)
    finally:
        gc.enable()
    for contest in entered:
        contest.settle()
