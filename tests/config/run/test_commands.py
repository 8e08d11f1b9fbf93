"""What the children are started with: what would be dangerous or slow if it got lost."""

import signal
from pathlib import Path

import pytest

from config.run import broker, commands
from config.run.commands import Surroundings

SHARED = Surroundings({"PORT": "8000"}, Path("/folder"), lock_fd=9)


def test_every_child_keeps_the_lock() -> None:
    started = [
        commands.web(SHARED, socket_fd=5, access_log=Path("/log")),
        commands.worker(SHARED),
        commands.beat(SHARED, schedule=Path("/schedule")),
        commands.preparation(SHARED, report_fd=6),
        broker.command(binary=Path("/v"), socket_path=Path("/s"), folder=Path("/d"), inherit=(9,)),
    ]
    assert all(9 in command.inherit for command in started)


def test_the_web_server_takes_the_reserved_socket_and_opens_no_other() -> None:
    arguments = commands.web(SHARED, socket_fd=5, access_log=Path("/log")).arguments
    assert "fd://5" in arguments
    assert "--no-control-socket" in arguments


def test_the_web_server_keeps_its_heartbeat_in_memory_where_there_is_some(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for place, used in ((tmp_path, True), (tmp_path / "missing", False)):
        monkeypatch.setattr(commands, "_SHARED_MEMORY", place)
        arguments = commands.web(SHARED, socket_fd=5, access_log=Path("/log")).arguments
        assert ("--worker-tmp-dir" in arguments) is used


def test_an_orphaned_worker_does_not_go_on_with_a_long_job() -> None:
    assert commands.worker(SHARED).orphan_signal is signal.SIGKILL


def test_the_broker_has_no_port_and_forgets_nothing() -> None:
    words = broker.command(binary=Path("/v"), socket_path=Path("/s"), folder=Path("/d")).arguments
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--port"] == "0"
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
