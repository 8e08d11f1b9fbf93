"""The tests' broker and cache: the server that `make run` embeds too, started and stopped at will."""

from pathlib import Path
from typing import Any

import pytest
import redis

from config.run import broker, children
from tests.waiting import PATIENCE


def wait_for_a_busy_machine(patch: pytest.MonkeyPatch) -> None:
    """A server that gets no turn for a fifth of a second is no server that is down, which refuses connections at once.

    The program gives up after such times, in Django's cache and elsewhere; in the tests each client waits longer.
    """
    connection: Any = redis.connection.UnixDomainSocketConnection
    make = connection.__init__

    def patient(self: Any, *args: Any, **options: Any) -> None:
        make(self, *args, **{**options, "socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE})

    patch.setattr(connection, "__init__", patient)


class Valkey:
    """One server behind a socket. A test may stop it to see what happens; the next test has it running again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "valkey.sock"
        self.url = f"unix://{self.socket}"
        self._data = folder / "valkey"
        self._log = folder / "valkey.log"
        self._child: children.Child | None = None
        self._client = redis.Redis(unix_socket_path=str(self.socket))

    def start(self) -> None:
        """Does nothing when it runs already."""
        if self._child is not None and not self._child.ended:
            return
        self._data.mkdir(mode=0o700, exist_ok=True)
        broker.remove_stale_socket(self.socket)
        command = broker.command(binary=broker.find_server(), socket_path=self.socket, folder=self._data)
        self._child = children.start(command, log=self._log)
        broker.wait_until_ready(self._child, self.socket)

    def stop(self) -> None:
        if self._child is not None:
            children.stop([self._child], patience=PATIENCE)

    def empty(self) -> None:
        """No cached value and no message is left."""
        self._client.flushall()

    def close(self) -> None:
        self._client.close()
        self.stop()
