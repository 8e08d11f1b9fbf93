"""Ready is what the web server says of itself, asked over HTTP."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from config.run import port, readiness
from config.run.errors import CannotStart


class _Answering(http.server.BaseHTTPRequestHandler):
    """Says 503 as long as there are answers left to refuse, then 200, with the Host it was asked by."""

    refusals = 0

    def do_GET(self) -> None:
        refused = type(self).refusals > 0
        type(self).refusals -= 1
        self.send_response(503 if refused else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"ready": not refused, "host": self.headers["Host"]}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_it_is_asked_until_it_is_ready(server: int) -> None:
    _Answering.refusals = 2
    waits: list[float] = []
    readiness.wait_until_ready(port=server, host_header="127.0.0.1", wait=waits.append)
    assert len(waits) == 2


def test_a_server_that_never_gets_ready_is_quoted(server: int) -> None:
    _Answering.refusals = 1000
    with pytest.raises(CannotStart, match=r'not ready after 0 s.*"ready": false'):
        readiness.wait_until_ready(port=server, host_header="127.0.0.1", patience=0.0)


def test_it_is_asked_by_a_name_that_it_accepts(server: int) -> None:
    _Answering.refusals = 0
    assert '"host": "crossing.example.test"' in readiness.ask(port=server, host_header="crossing.example.test")[1]


def test_no_answer_is_told_as_such() -> None:
    with port.reserve(0) as listener:
        free = port.number(listener)
    status, reason = readiness.ask(port=free, host_header="127.0.0.1")
    assert status == 0
    assert "refused" in reason
