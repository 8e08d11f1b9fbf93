"""The embedded broker: where its server comes from, whose folder it trusts, what it removes."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from config.run import broker, children
from config.run.errors import CannotStart


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """pytest's own folder is too long for a unix socket on some systems."""
    folder = Path(mkdtemp(prefix="crossing-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "find_spec", lambda name: None)


def test_the_server_comes_out_of_the_wheel() -> None:
    assert broker.find_server().parent.parent.name == "_binaries"


def test_without_a_wheel_a_server_on_the_path_is_used(
    no_wheel: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server = tmp_path / "redis-server"
    server.touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker.find_server() == server


def test_without_any_server_the_install_lines_are_named(
    no_wheel: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match=r"apt-get install valkey-server.*brew install valkey.*REDIS_URL="):
        broker.find_server()


def test_a_wheel_for_another_machine_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match="No Valkey or Redis server"):
        broker.find_server()


def test_the_socket_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    assert broker.private_folder(tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(CannotStart, match="belongs to you alone"):
        broker.private_folder(folder)


def test_a_link_in_place_of_the_socket_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotStart, match="belongs to you alone"):
        broker.private_folder(tmp_path / "run")


def test_somebody_elses_socket_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    with pytest.raises(CannotStart, match="belongs to you alone"):
        broker.private_folder(tmp_path / "run")


def test_the_socket_folder_is_removed_unless_something_is_in_it(tmp_path: Path) -> None:
    kept, gone = broker.private_folder(tmp_path / "kept"), broker.private_folder(tmp_path / "gone")
    (kept / "something").touch()
    for folder in (kept, gone, tmp_path / "missing"):
        broker.remove_private_folder(folder)
    assert (kept.exists(), gone.exists()) == (True, False)


def test_the_socket_of_a_dead_server_is_removed(short_folder: Path) -> None:
    path = short_folder / "valkey.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    broker.remove_stale_socket(path)
    assert not path.exists()


def test_a_server_that_answers_is_left_alone(short_folder: Path) -> None:
    path = short_folder / "valkey.sock"
    command = broker.command(binary=broker.find_server(), socket_path=path, folder=short_folder)
    child = children.start(command, log=short_folder / "log")
    try:
        broker.wait_until_ready(child, path)
        with pytest.raises(CannotStart, match="already listens"):
            broker.remove_stale_socket(path)
        assert broker.answers(path)
    finally:
        children.stop([child], patience=10)


def test_a_broker_that_cannot_start_shows_its_own_words(short_folder: Path) -> None:
    command = broker.command(
        binary=broker.find_server(), socket_path=short_folder / "missing" / "s", folder=short_folder
    )
    child = children.start(command, log=short_folder / "log")
    with pytest.raises(CannotStart, match=r"(?s)ended while starting.*opening Unix socket"):
        broker.wait_until_ready(child, short_folder / "missing" / "s")


def test_a_broker_that_never_answers_is_given_up(short_folder: Path) -> None:
    child = children.start(children.Command("deaf", ["cat", "/dev/zero"]), log=Path(os.devnull))
    try:
        with pytest.raises(CannotStart, match="does not answer"):
            broker.wait_until_ready(child, short_folder / "s", patience=0.0)
    finally:
        children.stop([child], patience=10)
