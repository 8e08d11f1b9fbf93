"""The order of a start and of a stop. What is started stands in `commands`, what is prepared in `prepare`."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.env import environment
from config.run import broker, children, commands, port, readiness
from config.run.children import Child, Command
from config.run.errors import CannotStart
from config.run.lock import FolderLock
from config.run.stopping import StopRequested, StopSignals

SECONDS_TO_END = 10.0


def main() -> int:
    """Runs until stopped. 0 after a requested stop, 1 when it could not start or a child died."""
    with StopSignals() as signals:
        try:
            Supervisor(signals).run()
        except StopRequested:
            _say("Stopped.")
            return 0
        except (CannotStart, ImproperlyConfigured) as error:
            print(f"Cannot run: {error}", file=sys.stderr, flush=True)
        except OSError as error:
            remedy = "Mend that, or choose another folder: DATA_DIR=/some/folder make run."
            print(f"Cannot run: {error}. {remedy}", file=sys.stderr, flush=True)
    return 1


def _say(text: str) -> None:
    print(text, flush=True)


class Crew:
    """The children of a run. Leaving the `with` block ends them all: those that serve first, the broker last."""

    def __init__(self, *, logs: Path, wait: Callable[[float], object]) -> None:
        self._logs = logs
        self._wait = wait
        self._waves: list[list[Child]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A worker that loses its broker first would try to reconnect instead of ending.
        for wave in reversed(self._waves):
            children.stop(wave, patience=SECONDS_TO_END, wait=self._wait)

    def start(self, *wave: Command) -> list[Child]:
        """Starts commands that end together; later ones end before earlier ones. Output goes to their logs."""
        started: list[Child] = []
        self._waves.append(started)
        for command in wave:
            started.append(children.start(command, log=self._logs / f"{command.name}.log"))
        return started

    def check(self) -> None:
        """Raises `CannotStart` naming a child that ended, with the end of its log."""
        for child in (child for wave in self._waves for child in wave):
            if child.ended:
                raise CannotStart(
                    f"{child.name} ended by itself (code {child.process.returncode}). "
                    f"The end of {child.log}:\n{child.tail()}"
                )


class Supervisor:
    """One run, from the lock to the last child's end."""

    def __init__(self, signals: StopSignals) -> None:
        self._signals = signals

    def run(self) -> NoReturn:
        """Ends by `StopRequested` or `CannotStart` only; no child is left either way."""
        data: Path = settings.DATA_DIR
        logs = data / "logs"
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ExitStack() as stack:
            lock = stack.enter_context(FolderLock(data, wait=self._signals.pause))
            listener = stack.enter_context(port.reserve(environment.number("PORT", default=8000)))
            self._port = port.number(listener)
            self._shared = commands.Surroundings(self._environment(data), settings.BASE_DIR, lock.fd)
            stack.callback(broker.remove_private_folder, settings.RUNTIME_DIR)
            self._crew = stack.enter_context(Crew(logs=logs, wait=self._signals.wait))
            if not environment.text("REDIS_URL", ""):
                self._start_broker(data / "valkey")
            report = self._prepare()
            self._serve(listener.fileno(), data)
            # From here on the web server alone listens, so that its end closes the port.
            listener.close()
            readiness.wait_until_ready(port=self._port, host_header=_own_host(), wait=self._checked_pause)
            _say(report)
            while True:
                self._checked_pause(3600)

    def _environment(self, data: Path) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORT": str(self._port),
            "DATA_DIR": str(data),
            # Else what it prints into a file or pipe comes late, and after its errors.
            "PYTHONUNBUFFERED": "1",
        }

    def _checked_pause(self, seconds: float) -> None:
        self._signals.pause(seconds)
        self._crew.check()

    def _start_broker(self, folder: Path) -> None:
        path: Path = settings.EMBEDDED_REDIS_SOCKET
        binary = broker.find_server()
        folder.mkdir(exist_ok=True, mode=0o700)
        broker.private_folder(settings.RUNTIME_DIR)
        broker.remove_stale_socket(path)
        command = broker.command(binary=binary, socket_path=path, folder=folder, inherit=(self._shared.lock_fd,))
        (child,) = self._crew.start(command)
        broker.wait_until_ready(child, path, wait=self._signals.pause)

    def _prepare(self) -> str:
        """Runs the preparation with its output on the terminal; returns what to tell once everything is up."""
        reader, writer = os.pipe()
        with os.fdopen(reader, encoding="utf-8") as report:
            try:
                child = children.start(commands.preparation(self._shared, report_fd=writer))
            finally:
                os.close(writer)
            try:
                while not child.ended:
                    self._checked_pause(3600)
            finally:
                children.stop([child], patience=SECONDS_TO_END, wait=self._signals.wait)
            if child.process.returncode != 0:
                raise CannotStart("the preparation failed; what it wrote stands above.")
            return report.read()

    def _serve(self, socket_fd: int, data: Path) -> None:
        self._crew.start(
            commands.web(self._shared, socket_fd=socket_fd, access_log=data / "logs" / "access.log"),
            commands.worker(self._shared),
            commands.beat(self._shared, schedule=data / "beat-schedule"),
        )


def _own_host() -> str:
    """A name that the web server accepts: health is asked for by number, and ALLOWED_HOSTS may not list it."""
    names = [name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))]
    return str(names[0]) if names else port.HOST
