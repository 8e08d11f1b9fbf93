"""The load: a few connections that are kept open, each sending its next request when the answer is there.

One thread and bare sockets: what the client takes is taken from both sides of a ratio and draws it to 1, so it must
be little. It checks the status, and reads bodies without looking at them.
"""

import json
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_ANSWER_WITHIN = 20.0
_TRIES = 200
_CALM = 0.01


@dataclass(frozen=True)
class Call:
    """One request."""

    method: str
    path: str
    body: dict[str, Any] | None = None

    def encoded(self, key: str) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body).encode()
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n{kind}\r\n"
        return head.encode() + body


@dataclass
class Sample:
    """What one spell of load gave."""

    seconds: float
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds


class _Connection:
    def __init__(self, address: Path, requests: Iterator[bytes]) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(_ANSWER_WITHIN)
        self.socket.connect(str(address))
        self._requests = requests
        self._received = b""
        self._expected = 0
        self.sent_at = 0.0

    def send(self) -> None:
        self._received, self._expected = b"", 0
        request = next(self._requests)
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Take what has come; whether the answer is whole."""
        self._received += (part := self.socket.recv(262_144))
        if not part:
            raise ConnectionError(f"The server hung up after {self._received[:2000]!r}.")
        if not self._expected:
            self._expected = _whole_length(self._received)
        return bool(self._expected) and len(self._received) >= self._expected

    @property
    def body(self) -> bytes:
        return self._received.partition(_HEAD_END)[2]


def _whole_length(received: bytes) -> int:
    """Bytes of the whole answer, 0 while that is not known. Raises AssertionError for an answer that is no success."""
    end = received.find(_HEAD_END)
    if end < 0:
        return 0
    head = received[:end].lower()
    assert head.startswith(b"http/1.1 20"), received[:2000]
    place = head.find(_LENGTH)
    assert place >= 0, f"An answer without a length: {head!r}"
    length = head[place + len(_LENGTH) :].split(b"\r\n", 1)[0]
    return end + len(_HEAD_END) + int(length)


def load(
    address: Path, lanes: list[Iterator[bytes]], *, seconds: float, taken: Callable[[], list[int]] | None = None
) -> Sample:
    """Send requests for so long, one connection a lane; what is under way at the end is waited for.

    `taken` tells what each process of the server has open, more with each connection: then they are spread evenly.
    """
    connections = _opened(address, lanes) if taken is None else _spread(address, lanes, taken)
    try:
        with selectors.DefaultSelector() as selector:
            for one in connections:
                selector.register(one.socket, selectors.EVENT_READ, one)
            return _drive(selector, connections, seconds)
    finally:
        for one in connections:
            one.socket.close()


def _opened(address: Path, lanes: list[Iterator[bytes]]) -> list[_Connection]:
    return [_Connection(address, requests) for requests in lanes]


def _spread(address: Path, lanes: list[Iterator[bytes]], taken: Callable[[], list[int]]) -> list[_Connection]:
    """Which process takes a connection is chance, and would decide a spell of a second: where one got more than the
    others, they are all opened anew."""
    for _ in range(_TRIES):
        before = _settled(taken)
        connections = _opened(address, lanes)
        got = [now - then for now, then in zip(_settled(taken), before, strict=True)]
        if min(got) > 0 and max(got) - min(got) <= len(lanes) % len(got):
            return connections
        for one in connections:
            one.socket.close()
    raise TimeoutError(f"{_TRIES} times in a row one process took more connections than the others.")


def _settled(taken: Callable[[], list[int]]) -> list[int]:
    """What the processes have once none of them takes or drops any more."""
    counts = taken()
    while True:
        time.sleep(_CALM)
        if counts == (counts := taken()):
            return counts


def _drive(selector: selectors.BaseSelector, connections: list[_Connection], seconds: float) -> Sample:
    started = time.perf_counter()
    latencies: list[float] = []
    for one in connections:
        one.send()
    busy = len(connections)
    while busy:
        ready = selector.select(_ANSWER_WITHIN)
        if not ready:
            raise TimeoutError(f"No answer within {_ANSWER_WITHIN:g} s.")
        for key, _ in ready:
            one = key.data
            if not one.answered():
                continue
            now = time.perf_counter()
            latencies.append(now - one.sent_at)
            if now - started < seconds:
                one.send()
            else:
                # The server may hang up now; that is no fault.
                selector.unregister(one.socket)
                busy -= 1
    return Sample(time.perf_counter() - started, latencies)


def ask(address: Path, call: Call, key: str) -> Any:
    """One request, and the JSON of its answer."""
    one = _Connection(address, iter([call.encoded(key)]))
    try:
        one.send()
        while not one.answered():
            pass
        return json.loads(one.body)
    finally:
        one.socket.close()
