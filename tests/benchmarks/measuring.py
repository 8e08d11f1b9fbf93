"""The measurement: all paths in turns, the floor and the program right after one another, round by round.

A machine's speed drifts and other work comes and goes; two spells of a second in direct succession mostly share their
circumstances, so a round's ratio is worth more than its figures, and the median over rounds more than one of them.
"""

import gc
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks.client import Sample, load
from tests.benchmarks.paths import PATHS, HotPath
from tests.benchmarks.servers import WebServer

FLOOR_SIDE, PRODUCT_SIDE = 0, 1
_WARM_UP = 0.5


@dataclass
class Side:
    """One of the two servers on one path: what it is sent, and what was measured."""

    server: WebServer
    lanes: list[Iterator[bytes]]
    samples: list[Sample] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def measure(self, seconds: float) -> None:
        before = self.server.cpu_seconds()
        sample = load(self.server.address, self.lanes, seconds=seconds)
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

    def round(self, seconds: float) -> None:
        for side in (self.floor, self.product):
            side.measure(seconds)

    @property
    def ratio(self) -> float:
        """How many times the floor's cost a request takes: the median over the rounds."""
        pairs = zip(self.floor.samples, self.product.samples, strict=True)
        return statistics.median(floor.per_second / product.per_second for floor, product in pairs)


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


def _encoded(calls: Iterator, key: str) -> Iterator[bytes]:  # type: ignore[type-arg]
    return (call.encoded(key) for call in calls)


def run(entered: list[Contest], *, rounds: int, seconds: float) -> None:
    """All of them in turns, after one short round that is forgotten: caches, plans and pools fill up."""
    for contest in entered:
        contest.round(_WARM_UP)
        for side in (contest.floor, contest.product):
            side.samples.clear()
            side.cpu_ms.clear()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for contest in entered:
                contest.round(seconds)
    finally:
        gc.enable()
