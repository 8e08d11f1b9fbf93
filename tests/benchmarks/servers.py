"""The web servers under measurement: the program's own command line, on a unix socket, with either application."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.run import children, commands
from tests.servers.postgresql import USER

ROOT = Path(__file__).parents[2]
PRODUCT, FLOOR = "config.wsgi", "tests.benchmarks.floor.wsgi"
_BACKLOG = 64
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class WebServer:
    address: Path
    child: children.Child

    @property
    def workers(self) -> list[int]:
        """The process ids of those that answer."""
        leader = self.child.process.pid
        return [int(pid) for pid in Path(f"/proc/{leader}/task/{leader}/children").read_text().split()]

    def open_files(self) -> list[int]:
        """How many each worker has: those that it always has, and as many for each connection that it took."""
        return [len(os.listdir(f"/proc/{pid}/fd")) for pid in self.workers]

    def cpu_seconds(self) -> float:
        """CPU time that the workers have taken so far."""
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers)
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / _TICKS

    def resident_mib(self) -> list[float]:
        """Resident memory of each worker, what they share included."""
        return [_resident_mib(pid) for pid in self.workers]

    def own_mib(self) -> list[float]:
        """The share of each worker: what it has by itself, and of a page that several use its part."""
        return [_own_mib(pid) for pid in self.workers]


def _resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def _own_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def environment(database: str, postgresql: Path, **more: str) -> dict[str, str]:
    """What a server on this database needs to know. Nobody reaches the limit of requests, but all are counted."""
    url = f"postgres://{USER}@/{database}?host={postgresql}"
    return {**os.environ, "DATABASE_URL": url, "API_REQUESTS_PER_MINUTE": "100000000", **more}


@contextmanager
def serving(name: str, application: str, *, folder: Path, environment: Mapping[str, str]) -> Iterator[WebServer]:
    """The server as `make run` starts it: gunicorn, two processes of four threads."""
    address = folder / f"{name}.sock"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(address))
    listening.listen(_BACKLOG)
    nothing = os.open(os.devnull, os.O_RDONLY)
    shared = commands.Surroundings(environment, ROOT, nothing)
    command = commands.web(shared, socket_fd=listening.fileno(), access_log=folder / f"{name}.access.log")
    arguments = [application if word == PRODUCT else word for word in command.arguments]
    command = children.Command(name, arguments, command.environment, command.inherit, folder=ROOT)
    child = children.start(command, log=folder / f"{name}.log")
    try:
        yield WebServer(address, child)
    finally:
        children.stop([child], patience=10)
        listening.close()
        os.close(nothing)
