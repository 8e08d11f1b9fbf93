"""The command lines of the children that serve: web server, worker, beat, and the one that prepares.

They are what operations start by hand too, with other numbers.
"""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from config.run.children import Command

WEB_PROCESSES = 2
THREADS_PER_PROCESS = 4
# The models that it imports need the apps first.
_PREPARE = "import django; django.setup(); from config.run.prepare import main; main()"
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the web server makes an unlinked file of its own there


def web(
    *, socket_fd: int, access_log: Path, environment: Mapping[str, str], folder: Path, inherit: tuple[int, ...]
) -> Command:
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
    return Command("web", arguments, environment, (socket_fd, *inherit), folder=folder)


def worker(*, environment: Mapping[str, str], folder: Path, inherit: tuple[int, ...]) -> Command:
    """One thread for the jobs. Orphaned it dies at once: its work is rows, which the next worker finds again."""
    arguments = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker"),
        *("--pool", "threads", "--concurrency", "1", "--loglevel", "WARNING"),
        *("--without-mingle", "--without-gossip"),
    ]
    return Command("worker", arguments, environment, inherit, orphan_signal=signal.SIGKILL, folder=folder)


def beat(*, schedule: Path, environment: Mapping[str, str], folder: Path, inherit: tuple[int, ...]) -> Command:
    """The clock of the sweeps. `schedule` is the file in which it keeps when each ran last."""
    arguments: list[str | Path] = [
        *(sys.executable, "-m", "celery", "-A", "config", "beat"),
        *("--schedule", schedule, "--pidfile", "", "--loglevel", "WARNING"),
    ]
    return Command("beat", arguments, environment, inherit, folder=folder)


def preparation(*, report_fd: int, environment: Mapping[str, str], folder: Path, inherit: tuple[int, ...]) -> Command:
    """Migrations, static files, example data, trend table; what to tell in the end goes to `report_fd`."""
    arguments = [sys.executable, "-c", _PREPARE, str(report_fd)]
    return Command(
        "prepare", arguments, environment, (report_fd, *inherit), orphan_signal=signal.SIGKILL, folder=folder
    )
