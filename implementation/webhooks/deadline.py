"""A limit for an attempt as a whole: time-outs of a socket begin anew with each byte, so a target could drip on."""

import socket
import threading
from types import TracebackType
from typing import Self


class Deadline:
    """Used as a context manager; after `seconds` it cuts the watched connection, whoever is waiting for it."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection when the time is over. Raises TimeoutError when it is over already."""
        with self._lock:
            if self.has_passed:
                connection.close()
                raise TimeoutError("The time for the attempt is over.")
            # A duplicate: TLS takes the original over. Shutting one down ends the connection behind both.
            self._watched.append(connection.dup())

    def _pass(self) -> None:
        with self._lock:
            self.has_passed = True
            for connection in self._watched:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the target has closed it: nothing left to cut

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._watched:
                connection.close()
            self._watched.clear()
