"""A million time entries on their way out: the whole portfolio by command, and the list as CSV while it is read."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.services.imports.importing import import_folder
from tests import factories
from tests.benchmarks import servers
from tests.benchmarks.million import ROWS, bare_insert, peak_mib, watched, write_golives
from tests.servers.environment import folder as private_folder

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
MOST_MIB = 300
MOST_MORE_MIB = 60
_PART = 2**20


def streamed(address: Path, key: str) -> Iterator[tuple[float, bytes]]:
    """The parts of the list as CSV, each with the seconds since it was asked for."""
    request = f"GET /api/v1/time-entries?format=csv HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n"
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(60)
        client.connect(str(address))
        client.sendall(request.encode())
        started = time.perf_counter()
        while part := client.recv(_PART):
            yield time.perf_counter() - started, part


def test_a_million_time_entries_go_out_in_little_memory(
    tmp_path: Path, process_environment: dict[str, str], broker: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    import_folder(actor=system_actor("benchmark"), at=timezone.now(), folder=write_golives(tmp_path / "golives"))
    bare_insert(keep=True)
    archive = tmp_path / "portfolio.zip"
    seconds, peak = watched("export_portfolio", str(archive), environment=process_environment)
    with ZipFile(archive) as whole, whole.open("time_entries.csv") as table:
        assert sum(1 for _ in table) == ROWS + 1

    environment = {**process_environment, "API_REQUESTS_PER_MINUTE": "100000000"}
    with servers.serving("export", servers.PRODUCT, folder=private_folder(), environment=environment) as server:
        for _ in range(4):
            list(zip(streamed(server.address, factories.key()), range(3), strict=False))  # the workers load their code
        before = max(map(peak_mib, server.workers))
        first, whole_list, lines = 0.0, 0.0, 0
        for at, part in streamed(server.address, factories.key()):
            first, whole_list, lines = first or at, at, lines + part.count(b"\r\n")
        after = max(map(peak_mib, server.workers))
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what it is run for
            f"\n{connection.vendor}: portfolio of {ROWS:,} time entries exported in {seconds / 60:.1f} min, "
            f"{ROWS / seconds:,.0f} rows/s, peak memory {peak:.0f} MiB, {archive.stat().st_size / 2**20:.0f} MiB"
            f"\n  list as CSV: first bytes after {first * 1000:.0f} ms, all after {whole_list / 60:.1f} min, "
            f"{ROWS / whole_list:,.0f} rows/s; web worker {before:.0f} MiB before, at most {after:.0f} MiB"
            f"\n  load {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores"
        )
    assert lines >= ROWS
    assert peak < MOST_MIB
    assert after - before < MOST_MORE_MIB
