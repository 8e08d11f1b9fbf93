"""Tools that call the API over a real connection, many at once, and a server that dies between commit and answer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from tests import factories as make

_PATIENCE = 60.0
# The whole application, on a thread a request; the first answer to a POST is never sent, or not even kept.
_DYING = """
import os, sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
from config.wsgi import application
from implementation.http import idempotency

if sys.argv[2] == "before it keeps the answer":
    idempotency.keep = lambda *args, **kwargs: os._exit(9)

def dies(environ, start_response):
    answer = list(application(environ, start_response))
    if environ["REQUEST_METHOD"] == "POST":
        os._exit(9)
    return answer

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

make_server("127.0.0.1", int(sys.argv[1]), dies, Server).serve_forever()
"""


class Caller:
    """One tool with one connection that it keeps. Paths are relative to /api/v1/."""

    def __init__(self, url: str, key: str) -> None:
        self._url = f"{url}/api/v1/"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str, **query: Any) -> Any:
        answer = self._session.get(self._url + path, params=query, timeout=_PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, path: str) -> tuple[dict[str, Any], str]:
        """A row and its ETag."""
        answer = self._session.get(self._url + path, timeout=_PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json(), answer.headers["ETag"]

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        return self._session.post(self._url + path, json=body, headers=_named(headers), timeout=_PATIENCE)

    def patch(self, path: str, body: Any, **headers: str) -> requests.Response:
        return self._session.patch(self._url + path, json=body, headers=_named(headers), timeout=_PATIENCE)

    def walk(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["results"]
            cursor = page["next_cursor"]

    def close(self) -> None:
        self._session.close()


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def caller(url: str, **fields: Any) -> Iterator[Caller]:
    """A tool with a key of its own."""
    tool = Caller(url, make.key(**fields))
    try:
        yield tool
    finally:
        tool.close()


@contextmanager
def dying_server(environment: dict[str, str], *, dies: str) -> Iterator[str]:
    """The address of a server that does what the first POST asks for, and is gone `before it answers`.

    Or, having done it, `before it keeps the answer`: there, nothing is committed yet.
    """
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _DYING, str(port), dies], env={**os.environ, **environment})
    try:
        _wait_until_open(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("The server did not open its port.")
