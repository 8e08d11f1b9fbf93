"""A million time entries: as a file, as plain inserts, and commands that are watched while they work on them."""

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from uuid_utils import uuid7

from implementation.models import GoLive, TimeEntry
from implementation.services.imports.bulk import defaults, insert_rows, tell_planner

ROWS = 1_000_000
GOLIVES = 1_000
PEOPLE = 200
_FIRST_DAY = date(2021, 1, 4)
_ACTIVITIES = ("training", "integration", "at_elbow", "configuration", "support")


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


def bare_insert(*, keep: bool = False) -> float:
    """Seconds of one COPY (PostgreSQL) or executemany (SQLite) of the same rows; undone again unless they are kept."""
    ids = {ref: row_id.hex for ref, row_id in GoLive.objects.values_list("ref", "id")}
    template = defaults(TimeEntry)
    stated = ("id", "ref", "golive_id", "worked_on", "minutes", "person", "activity", "with_customer")
    rest = {name: value for name, value in template.items() if name not in stated}
    rows = [
        (uuid7().hex, ref, ids[f"G{golive}"], day.isoformat(), round(hours * 60), person, activity, True,
         *rest.values())
        for ref, golive, day, hours, person, activity in entries()
    ]  # fmt: skip
    started = time.perf_counter()
    with transaction.atomic():
        insert_rows(TimeEntry, (*stated, *rest), rows)
        taken = time.perf_counter() - started
        transaction.set_rollback(not keep)
    tell_planner([TimeEntry])
    return taken


@contextmanager
def running(*arguments: str, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A command of manage.py, as a process of its own."""
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()


def watched(*arguments: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak MiB of a command, which must succeed."""
    started, peak = time.perf_counter(), 0.0
    with running(*arguments, environment=environment) as process:
        while process.poll() is None:
            peak = max(peak, peak_mib(process.pid))
            time.sleep(0.05)
    assert process.returncode == 0
    return time.perf_counter() - started, peak


def peak_mib(pid: int) -> float:
    """The most resident memory that the process had so far.

    Not what the kernel says at its end: that begins with the memory of the process which started it.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
