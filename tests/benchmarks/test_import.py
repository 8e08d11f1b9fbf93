"""A million time entries: how long their import takes beside a bare insert of the same rows, how much memory it has,
and whether the API goes on answering. For the database that the tests were started with.
"""

import csv
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from uuid_utils import uuid7

from implementation.access.actors import system_actor
from implementation.models import GoLive, TimeEntry
from implementation.services.imports.bulk import defaults, insert_rows
from implementation.services.imports.importing import import_folder
from tests import factories
from tests.benchmarks import servers
from tests.benchmarks.client import Call, ask
from tests.servers.environment import folder as private_folder

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
ROWS = 1_000_000
GOLIVES = 1_000
PEOPLE = 200
AT_REST = 20.0
BETWEEN_CALLS = 0.02
MOST_MIB = 400
MOST_TIMES_BARE = 20
_FIRST_DAY = date(2021, 1, 4)
_ACTIVITIES = ("training", "integration", "at_elbow", "configuration", "support")


@dataclass
class Measured:
    """Seconds, MiB and the API's answers."""

    bare: float = 0.0
    whole: float = 0.0
    peak_mib: float = 0.0
    at_rest: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{connection.vendor}: {ROWS:,} time entries imported in {self.whole / 60:.1f} min"
        yield f"  {ROWS / self.whole:,.0f} rows/s; bare insert {ROWS / self.bare:,.0f} rows/s ({self.bare:.0f} s)"
        yield f"  {self.whole / self.bare:.1f} times the bare insert; peak memory {self.peak_mib:.0f} MiB"
        for words, times in (("at rest", self.at_rest), ("meanwhile", self.meanwhile)):
            p50, p99 = (percentile(times, share) * 1000 for share in (0.5, 0.99))
            worst = max(times) * 1000
            yield f"  API {words}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {worst:.0f} ms ({len(times)} calls)"


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def entries() -> Iterator[tuple[str, int, date, float, str, str]]:
    """Ref, number of the go-live, day, hours, person and activity."""
    for number in range(ROWS):
        day = _FIRST_DAY + timedelta(days=(number // PEOPLE) % 1400)
        person = f"Person {number % PEOPLE}"
        yield f"E{number}", number % GOLIVES, day, (number % 16 + 1) / 8, person, _ACTIVITIES[number % 5]


def write_golives(into: Path) -> Path:
    into.mkdir()
    (into / "customers.csv").write_text("customer_ref,name\nC1,Customer\n")
    rows = "".join(f"G{number},C1,Scribe,2020-01-06\n" for number in range(GOLIVES))
    (into / "go_lives.csv").write_text("golive_ref,customer_ref,product,kickoff_on\n" + rows)
    return into


def write_entries(into: Path) -> Path:
    into.mkdir()
    with (into / "time_entries.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["entry_ref", "golive_ref", "worked_on", "hours", "person", "activity", "with_customer"])
        for ref, golive, day, hours, person, activity in entries():
            writer.writerow([ref, f"G{golive}", day, hours, person, activity, "yes"])
    return into


def bare_insert() -> float:
    """Seconds of one COPY (PostgreSQL) or executemany (SQLite) of the same rows, undone again."""
    ids = dict(GoLive.objects.values_list("ref", "id"))
    template = defaults(TimeEntry)
    stated = ("id", "ref", "golive_id", "worked_on", "minutes", "person", "activity", "with_customer")
    rest = {name: value for name, value in template.items() if name not in stated}
    rows = [
        (uuid7().hex, ref, _hex(ids[f"G{golive}"]), day.isoformat(), round(hours * 60), person, activity, True,
         *rest.values())
        for ref, golive, day, hours, person, activity in entries()
    ]  # fmt: skip
    started = time.perf_counter()
    with transaction.atomic():
        insert_rows(TimeEntry, (*stated, *rest), rows)
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return taken


def _hex(row_id: UUID) -> str:
    return row_id.hex


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


@contextmanager
def importing(path: Path, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The command, as a process of its own."""
    command = [sys.executable, "manage.py", "import_portfolio", str(path)]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()


def peak_mib(pid: int) -> float:
    """The most resident memory that the process had so far.

    Not what the kernel says at its end: that begins with the memory of the process which started it.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def import_meanwhile(path: Path, environment: dict[str, str], caller: Caller, measured: Measured) -> None:
    """Runs the import, and asks the API until it has ended."""
    started = time.perf_counter()
    with importing(path, environment) as process:
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
    with capsys.disabled():
        print("", *measured.lines(), sep="\n")  # noqa: T201 - the figures are what it is run for
    assert TimeEntry.objects.count() == ROWS
    assert measured.peak_mib < MOST_MIB
    assert measured.whole < MOST_TIMES_BARE * measured.bare
