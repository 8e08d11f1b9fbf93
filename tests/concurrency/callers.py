"""Tools that call the API over a real connection, many at once, and a server that dies between commit and answer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import requests

from tests.waiting import PATIENCE

# The whole application, on a thread a request; the first answer to a POST is never sent, or not even kept. The system
# chooses the port, which it prints: one that was free a moment ago may be taken by another test.
_DYING = """
import os, sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
from config.wsgi import application
from implementation.http import idempotency

if sys.argv[1] == "before it keeps the answer":
    idempotency.keep = lambda *args, **kwargs: os._exit(9)

def dies(environ, start_response):
    answer = list(application(environ, start_response))
    if environ["REQUEST_METHOD"] == "POST":
        os._exit(9)
    return answer

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

server = make_server("127.0.0.1", 0, dies, Server)
print(server.server_port, flush=True)
server.serve_forever()
"""


class Caller(AbstractContextManager["Caller"]):
    """One tool with one connection that it keeps until it is closed. Paths are relative to /api/v1/."""

    def __init__(self, url: str, key: str) -> None:
        self._url = f"{url}/api/v1/"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path: str, **query: Any) -> Any:
        answer = self._session.get(self._url + path, params=query, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, path: str) -> tuple[dict[str, Any], str]:
        """A row and its ETag."""
        answer = self._session.get(self._url + path, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json(), answer.headers["ETag"]

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        return self._session.post(self._url + path, json=body, headers=_named(headers), timeout=PATIENCE)

    def patch(self, path: str, body: Any, **headers: str) -> requests.Response:
        return self._session.patch(self._url + path, json=body, headers=_named(headers), timeout=PATIENCE)

    def walk(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["results"]
            cursor = page["next_cursor"]

    def __exit__(self, *raised: object) -> None:
        """The server's thread of this connection ends, and with it its connection to the database."""
        self._session.close()


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def dying_server(environment: dict[str, str], *, dies: str) -> Iterator[str]:
    """The address of a server that does what the first POST asks for, and is gone `before it answers`.

    Or, having done it, `before it keeps the answer`: there, nothing is committed yet.
    """
    command = [sys.executable, "-c", _DYING, dies]
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()
