"""The command lines of the children that serve: web server, worker, beat, and the one that prepares.

They are what operations start by hand too, with other numbers.
"""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.run.children import Command

WEB_PROCESSES = 2
THREADS_PER_PROCESS = 4
# The models that it imports need the apps first.
_PREPARE = "import django; django.setup(); from config.run.prepare import main; main()"
# For the C library: threads share two pools of memory, and what is free at a pool's end goes back to the system.
_MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the web server makes an unlinked file of its own there


@dataclass(frozen=True)
class Surroundings:
    """What all of them share: environment, working folder, and the lock's descriptor, which they keep open."""

    environment: Mapping[str, str]
    folder: Path
    lock_fd: int


def web(shared: Surroundings, *, socket_fd: int, access_log: Path) -> Command:
    """gunicorn on a socket that is open already."""
    arguments: list[str | Path] = [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--bind", f"fd://{socket_fd}"),
        *("--worker-class", "gthread", "--workers", str(WEB_PROCESSES), "--threads", str(THREADS_PER_PROCESS)),
        # Loaded once and forked: half the start, and much of the memory is shared.
        "--preload",
        *("--graceful-timeout", "5"),
        # It would open a socket in the home folder.
        "--no-control-socket",
        *("--logger-class", "config.run.weblog.WebLog", "--access-logfile", access_log),
    ]
    if os.access(_SHARED_MEMORY, os.W_OK):
        # The heartbeat's file: on a disk that is slow for a moment, healthy workers would be taken for dead.
        arguments += ["--worker-tmp-dir", _SHARED_MEMORY]
    environment = {**_MEMORY, **shared.environment}
    return Command("web", arguments, environment, (socket_fd, shared.lock_fd), folder=shared.folder)


def worker(shared: Surroundings) -> Command:
    """One thread for the jobs. Orphaned it dies at once: its work is rows, which the next worker finds again."""
    arguments = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker"),
        *("--pool", "threads", "--concurrency", "1"),
        *("--without-mingle", "--without-gossip"),
    ]
    return Command(
        "worker",
        arguments,
        shared.environment,
        (shared.lock_fd,),
        orphan_signal=signal.SIGKILL,
        folder=shared.folder,
    )


def beat(shared: Surroundings, *, schedule: Path) -> Command:
    """The clock of the sweeps. `schedule` is the file in which it keeps when each ran last."""
    arguments: list[str | Path] = [
        *(sys.executable, "-m", "celery", "-A", "config", "beat"),
        *("--schedule", schedule, "--pidfile", ""),
    ]
    return Command("beat", arguments, shared.environment, (shared.lock_fd,), folder=shared.folder)


def preparation(shared: Surroundings, *, report_fd: int) -> Command:
    """Migrations, static files, example data, trend table; what to tell in the end goes to `report_fd`."""
    return Command(
        "prepare",
        [sys.executable, "-c", _PREPARE, str(report_fd)],
        shared.environment,
        (report_fd, shared.lock_fd),
        orphan_signal=signal.SIGKILL,
        folder=shared.folder,
    )
