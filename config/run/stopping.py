"""Signals as something to wait for: a request to stop, or the death of a child, ends the wait at once."""

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Any, Self

_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopRequested(Exception):
    """Somebody asked the run to end: no fault, only the way out of a start."""


class StopSignals:
    """While the `with` block runs, TERM, INT and HUP set `requested` instead of ending the process.

    Main thread only. HUP stays ignored under `nohup`.
    """

    def __init__(self) -> None:
        self.requested = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._fd_before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in _STOP:
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            self._before[number] = signal.signal(number, self._note)
        # A handler of its own, even an empty one, is what makes a child's death end the wait.
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        os.close(self._reader)
        os.close(self._writer)

    def wait(self, seconds: float) -> None:
        """Returns after `seconds`, or at once when a signal comes in or came in since the last wait."""
        readable, _, _ = select.select([self._reader], [], [], seconds)
        if readable:
            os.read(self._reader, 4096)

    def pause(self, seconds: float) -> None:
        """`wait` for the steps of a start. Raises `StopRequested` once a stop was asked for."""
        self.wait(seconds)
        if self.requested:
            raise StopRequested

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
