"""`python -m config.run` as a person at a terminal sees it: it comes up, tells where to look, and leaves nothing."""

import gzip
import http.client
import os
import re
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.run.processes import descendants, living
from tests.config.run.running import Run, start
from tests.waiting import until

# Its parts share one data folder.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]


class TestARunThatIsUp:
    def test_it_serves_and_is_ready(self, shared_run: Run) -> None:
        assert shared_run.get("/readyz")[0] == http.client.OK

    def test_it_tells_login_key_share_link_and_documentation(self, shared_run: Run) -> None:
        assert re.search(r"lead@example\.test\s+\S{12,}", shared_run.output)
        assert re.search(r"Bearer cr_\w+", shared_run.output)
        for name in ("Pages", "Status page", "API docs"):
            found = re.search(rf"{name}\s+http://127\.0\.0\.1:\d+(/\S*)", shared_run.output)
            assert found, f"{name} is missing in {shared_run.output}"
            assert shared_run.get(found[1])[0] in {http.client.OK, http.client.FOUND}

    def test_it_prints_the_trends(self, shared_run: Run) -> None:
        assert "hand-holding hours" in shared_run.output

    def test_the_description_of_the_api_was_made_by_the_start(self, run_folder: Path, shared_run: Run) -> None:
        [kept] = (run_folder / "description").glob("*/openapi-3.1.yaml.gz")
        committed = Path(settings.BASE_DIR) / "openapi.yaml"
        assert gzip.decompress(kept.read_bytes()) == committed.read_bytes()
        assert shared_run.get("/api/schema") == (http.client.OK, committed.read_text("utf-8"))

    def test_a_second_run_on_the_same_folder_is_refused_by_the_number_of_the_first(
        self, run_folder: Path, shared_run: Run
    ) -> None:
        second = start(run_folder)
        assert second.wait_until_ended() == 1
        assert f"in use by another run, process {shared_run.process.pid}" in second.output


@pytest.mark.parametrize(
    ("number", "send"), [(signal.SIGTERM, os.kill), (signal.SIGINT, os.kill), (signal.SIGINT, os.killpg)]
)
def test_a_stop_leaves_no_process_and_a_free_port(
    run: Run, number: signal.Signals, send: Callable[[int, int], None]
) -> None:
    processes, port = descendants(run.process.pid), run.port
    send(run.process.pid, number)
    assert run.wait_until_ended() == 0
    assert not living(processes)
    with socket.create_server(("127.0.0.1", port)):
        assert run.output.endswith("Stopped.\n")


def test_a_child_that_dies_ends_the_run_and_is_named(run: Run) -> None:
    processes = descendants(run.process.pid)
    os.kill(run.worker(), signal.SIGKILL)
    assert run.wait_until_ended() == 1
    assert "worker ended by itself (code -9)" in run.output
    assert not living(processes)


def test_a_stop_during_the_preparation_leaves_no_process(run_folder: Path) -> None:
    run = start(run_folder)
    until(lambda: "up to date" in run.output)
    processes = descendants(run.process.pid)
    run.process.terminate()
    assert run.wait_until_ended() == 0
    assert not living(processes)


def test_a_busy_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        run = start(tmp_path / "data", port=busy.getsockname()[1])
        assert run.wait_until_ended() == 1
    assert "is in use" in run.output
    assert not (tmp_path / "data" / "crossing.sqlite3").exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = start(tmp_path / "file")
    assert run.wait_until_ended() == 1
    assert f"{tmp_path}/file" in run.output
    assert "Traceback" not in run.output
