"""Children of the supervisor: each in a process group of its own, none outliving it.

Ctrl-C reaches the supervisor alone, which ends the children in order. Should it be killed itself, Linux sends
each child its `orphan_signal`; other systems have nothing like it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_PR_SET_PDEATHSIG = 1
# Loaded here: nothing may be loaded between fork and exec.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
LOG_LIMIT = 10 * 2**20


@dataclass(frozen=True)
class Command:
    """What to start: `name` is the name of its log file too; the descriptors in `inherit` stay open in it."""

    name: str
    arguments: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    inherit: tuple[int, ...] = ()
    orphan_signal: signal.Signals = signal.SIGTERM
    folder: Path | None = None


@dataclass
class Child:
    """A started command. Its process id is its process group's id too."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None = field(default=None)

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def tail(self, lines: int = 20) -> str:
        """The end of its log, for an error text."""
        if self.log is None:
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def send(self, number: signal.Signals) -> None:
        """To the whole group, so that a dead leader's own children are reached as well."""
        # macOS answers "not permitted" for a group of which only the dead leader is left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its command; None where the system has no parent-death signal."""
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def ask() -> None:
        if libc.prctl(_PR_SET_PDEATHSIG, int(number)) != 0 or os.getppid() != parent:
            # The parent may have died between fork and prctl: then no signal would ever come.
            os._exit(1)

    return ask


def start(command: Command, *, log: Path | None = None) -> Child:
    """Starts it, from the main thread (the signal above is tied to the thread). Without a log it writes to ours."""
    output = _opened(log) if log else None
    try:
        process = subprocess.Popen(  # noqa: S603 - the arguments are ours
            [str(argument) for argument in command.arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=dict(command.environment) if command.environment is not None else None,
            pass_fds=command.inherit,
            process_group=0,
            preexec_fn=die_with_parent(command.orphan_signal),  # noqa: PLW1509 - it only makes two system calls
            cwd=command.folder,
        )
    finally:
        if output:
            output.close()
    return Child(command.name, process, log)


def _opened(log: Path) -> BinaryIO:
    """Opened to append, private; what has grown beyond the limit is set aside once, at a start."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb")


def stop(children: Iterable[Child], *, patience: float, wait: Callable[[float], object] = time.sleep) -> None:
    """TERM to all, KILL after `patience` seconds to those still there. Afterwards none of their groups is left."""
    crew = list(children)
    for child in crew:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while not all(child.ended for child in crew) and time.monotonic() < deadline:
        wait(0.05)
    for child in crew:
        child.send(signal.SIGKILL)
        child.process.wait()
