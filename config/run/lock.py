"""One run to a data folder: locks that the kernel lets go of with the processes that hold them.

The supervisor alone holds one; the other is inherited by its children. So a supervisor that was killed leaves the
folder taken exactly as long as one of its children still writes there.
"""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from config.run.errors import CannotStart

SECONDS_FOR_ORPHANS = 15.0


class FolderLock:
    """Holds `<folder>/run.lock` and `<folder>/children.lock` while the `with` block runs.

    `fd` is what the children inherit. Raises `CannotStart` at once when another run holds the folder, and after
    `patience` seconds when only children of a dead one do: they are ending.
    """

    def __init__(
        self, folder: Path, *, patience: float = SECONDS_FOR_ORPHANS, wait: Callable[[float], object] = time.sleep
    ) -> None:
        self._folder = folder
        self._patience = patience
        self._wait = wait

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            run = _opened(self._folder / "run.lock", stack)
            self.fd = _opened(self._folder / "children.lock", stack)
            if not _taken(run):
                raise CannotStart(self._in_use(os.pread(run, 32, 0).decode().strip()))
            self._wait_for_orphans()
            os.ftruncate(run, 0)
            os.pwrite(run, f"{os.getpid()}\n".encode(), 0)
            self._held = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def _wait_for_orphans(self) -> None:
        deadline = time.monotonic() + self._patience
        while not _taken(self.fd):
            if time.monotonic() > deadline:
                path = self._folder / "children.lock"
                raise CannotStart(
                    f"{self._folder} is still in use by processes of an earlier run that was killed. "
                    f"Find them with: lsof {path}. End them and start again."
                )
            self._wait(0.1)

    def _in_use(self, pid: str) -> str:
        return (
            f"{self._folder} is in use by another run, process {pid}. "
            f"Stop it (kill {pid}), or choose another folder: DATA_DIR=/some/folder make run."
        )


def _opened(path: Path, stack: ExitStack) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    stack.callback(os.close, fd)
    return fd


def _taken(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
