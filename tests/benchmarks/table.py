"""The measurement as a table in Markdown, as docs/performance.md shows it."""

import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Contest

_COLUMNS = (
    "path", "floor req/s", "ours req/s", "ratio", "limit", "goal", "p50 ms", "p99 ms", "queries",
    "worker CPU ms: floor, ours", "others took",
)  # fmt: skip


@dataclass
class Report:
    """What one run found: by number of go-lives, and the memory of the web workers."""

    contests: dict[int, list[Contest]]
    resident_mib: list[float]
    own_mib: list[float]

    def lines(self) -> Iterator[str]:
        yield f"{machine()}"
        for golives, contests in self.contests.items():
            yield ""
            yield f"{golives:,} go-lives"
            yield ""
            yield f"| {' | '.join(_COLUMNS)} |"
            yield "|---|" + "---:|" * (len(_COLUMNS) - 1)
            yield from (_row(contest) for contest in contests)
        yield ""
        shares, residents = (", ".join(f"{mib:.0f}" for mib in mibs) for mibs in (self.own_mib, self.resident_mib))
        yield f"Memory of a web worker: {shares} MiB; with all that it shares {residents} MiB."
        yield from self._held_back()

    def _held_back(self) -> Iterator[str]:
        for golives, contests in self.contests.items():
            for one in contests:
                if one.path.goal is not None and one.ratio > one.path.goal:
                    yield f"Goal missed at {golives:,}: {one.path.name} takes {one.ratio:.2f}, not {one.path.goal:g}."


def _row(one: Contest) -> str:
    cells = (
        one.path.name,
        f"{one.floor.per_second:.0f}",
        f"{one.product.per_second:.0f}",
        f"{one.ratio:.2f} ({min(one.ratios):.2f}–{max(one.ratios):.2f})",
        _multiple(one.path.limit),
        _multiple(one.path.goal),
        f"{one.product.percentile(0.5):.1f}",
        f"{one.product.percentile(0.99):.1f}",
        str(one.queries),
        f"{one.floor.cpu:.2f}, {one.product.cpu:.2f}",
        f"{statistics.median(one.disturbed):.0%}",
    )
    return f"| {' | '.join(cells)} |"


def _multiple(value: float | None) -> str:
    return "" if value is None else f"{value:g} ×"


def machine() -> str:
    """What it was measured on."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{len(models)} × {models[0]}, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
