"""A million time entries: how long their import takes beside a bare insert of the same rows, how much memory it has,
and whether the API goes on answering. For the database that the tests were started with.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.models import GoLive, ImportRun, TimeEntry
from implementation.services.imports.importing import import_folder
from tests import factories
from tests.benchmarks import servers
from tests.benchmarks.client import Call, ask
from tests.benchmarks.million import ROWS, bare_insert, peak_mib, running, watched, write_entries, write_golives
from tests.servers.environment import folder as private_folder

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
AT_REST = 20.0
BETWEEN_CALLS = 0.02
MOST_MIB = 400
MOST_TIMES_BARE = 20


@dataclass
class Measured:
    """Seconds, MiB and the API's answers."""

    bare: float = 0.0
    whole: float = 0.0
    peak_mib: float = 0.0
    at_rest: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    undone: tuple[float, float] = (0.0, 0.0)

    def lines(self) -> Iterator[str]:
        yield f"{connection.vendor}: {ROWS:,} time entries imported in {self.whole / 60:.1f} min"
        yield f"  {ROWS / self.whole:,.0f} rows/s; bare insert {ROWS / self.bare:,.0f} rows/s ({self.bare:.0f} s)"
        yield f"  {self.whole / self.bare:.1f} times the bare insert; peak memory {self.peak_mib:.0f} MiB"
        yield f"  undone in {self.undone[0] / 60:.1f} min, peak memory {self.undone[1]:.0f} MiB; {load_of_machine()}"
        for words, times in (("at rest", self.at_rest), ("meanwhile", self.meanwhile)):
            p50, p99 = (percentile(times, share) * 1000 for share in (0.5, 0.99))
            worst = max(times) * 1000
            yield f"  API {words}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {worst:.0f} ms ({len(times)} calls)"


def load_of_machine() -> str:
    return f"load {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores"


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


class Caller:
    """Somebody who reads, in turns, pages of go-lives and pages of one go-live's hours, some forty times a second.

    Not as fast as can be: what is asked is whether answers come late, not how many the machine has left.
    """

    def __init__(self, server: Path, key: str) -> None:
        golive_id = GoLive.objects.values_list("id", flat=True).first()
        self._calls = cycle(
            Call("GET", path)
            for path in ("/api/v1/go-lives?limit=50", f"/api/v1/time-entries?go_live={golive_id}&limit=50")
        )
        self._server, self._key = server, key
        self._pause = threading.Event()

    def seconds(self) -> float:
        """Of one call, from connecting to the whole answer."""
        self._pause.wait(BETWEEN_CALLS)
        started = time.perf_counter()
        ask(self._server, next(self._calls), self._key)
        return time.perf_counter() - started

    def for_a_while(self, seconds: float) -> list[float]:
        until = time.perf_counter() + seconds
        return [self.seconds() for _ in iter(lambda: time.perf_counter() < until, False)]


def import_meanwhile(path: Path, environment: dict[str, str], caller: Caller, measured: Measured) -> None:
    """Runs the import, and asks the API until it has ended."""
    started = time.perf_counter()
    with running("import_portfolio", str(path), environment=environment) as process:
        while process.poll() is None:
            measured.peak_mib = max(measured.peak_mib, peak_mib(process.pid))
            measured.meanwhile.append(caller.seconds())
    measured.whole = time.perf_counter() - started
    assert process.returncode == 0


def test_a_million_time_entries_are_imported_while_the_api_answers(
    tmp_path: Path, process_environment: dict[str, str], broker: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = Measured()
    importer = system_actor("benchmark")
    import_folder(actor=importer, at=timezone.now(), folder=write_golives(tmp_path / "golives"))
    path = write_entries(tmp_path / "entries")
    measured.bare = bare_insert()
    key = factories.key()
    environment = {**process_environment, "API_REQUESTS_PER_MINUTE": "100000000"}
    with servers.serving("import", servers.PRODUCT, folder=private_folder(), environment=environment) as server:
        caller = Caller(server.address, key)
        caller.for_a_while(AT_REST / 4)
        measured.at_rest.extend(caller.for_a_while(AT_REST))
        import_meanwhile(path, environment, caller, measured)
    assert TimeEntry.objects.count() == ROWS
    run = ImportRun.objects.get()
    measured.undone = watched("import_portfolio", "--undo", str(run.id), environment=environment)
    assert not TimeEntry.objects.exists()
    with capsys.disabled():
        print("", *measured.lines(), sep="\n")  # noqa: T201 - the figures are what it is run for
    assert measured.peak_mib < MOST_MIB
    assert measured.whole < MOST_TIMES_BARE * measured.bare
