"""One attempt, against receivers on this machine; and that nothing is sent to addresses that are not public."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from implementation.webhooks.attempt import USER_AGENT, Limits, Outcome, send
from tests.implementation.webhooks.hostile import HOSTILE, UNREADABLE
from tests.waiting import PATIENCE

HERE = ["127.0.0.0/8"]
SHORT = Limits(connect=1, read=0.2, whole=0.6)


def sent(url: str, **how: Any) -> Outcome:
    return send(url, b"{}", {"webhook-id": "msg_1"}, **{"allowed_networks": HERE, **how})


@contextmanager
def receiver(answer: Callable[[socket.socket], object]) -> Iterator[str]:
    """A bare server that treats its one connection as `answer` does; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(PATIENCE)


@pytest.mark.parametrize("url", [*HOSTILE, *UNREADABLE])
def test_nothing_is_sent_to_a_hostile_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connected)
    outcome = send(url, b"{}", {})
    assert (outcome.status, outcome.is_delivered) == (None, False)
    assert outcome.error


@pytest.mark.parametrize("private", [["10.0.0.1"], ["93.184.215.14", "10.0.0.1"]])
def test_every_address_of_a_name_is_checked(private: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, private)
    outcome = send("https://hooks.example.com/", b"{}", {})
    assert "not public" in outcome.error


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers twice differently gains nothing: it is asked once."""
    asked = resolve_to(monkeypatch, ["93.184.215.14"], then=["127.0.0.1"])
    reached: list[Any] = []

    def connected(self: Any, address: Any) -> None:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connected)
    assert not send("https://hooks.example.com/", b"{}", {}).is_delivered
    assert asked[0] == "hooks.example.com"
    assert {address[0] for address in reached} == {"93.184.215.14"}


def resolve_to(monkeypatch: pytest.MonkeyPatch, addresses: list[str], then: list[str] | None = None) -> list[str]:
    """Names stand for these addresses, and for `then` when asked again; the hosts that were asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: str, port: Any, *args: Any, **how: Any) -> Any:
        if host != "hooks.example.com":
            return real(host, port, *args, **how)
        asked.append(host)
        known = addresses if then is None or len(asked) == 1 else then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port or 0)) for one in known]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_message_is_posted_as_it_was_signed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data("", status=204)
    outcome = sent(httpserver.url_for("/hook"))
    assert (outcome.status, outcome.error, outcome.is_delivered) == (204, "", True)
    [(request, _)] = httpserver.log
    assert request.data == b"{}"
    assert request.headers["webhook-id"] == "msg_1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"] == USER_AGENT
    assert "X-Forwarded-For" not in request.headers


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_any_other_answer_is_a_failure_and_told(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/hook").respond_with_data("secret words", status=status)
    outcome = sent(httpserver.url_for("/hook"))
    assert (outcome.status, outcome.error) == (status, f"It answered {status}.")
    assert outcome.is_gone is (status == 410)


def test_redirects_are_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("", status=302, headers={"Location": httpserver.url_for("/b")})
    outcome = sent(httpserver.url_for("/hook"))
    assert outcome.status == 302
    assert "not followed" in outcome.error
    assert len(httpserver.log) == 1


def test_proxies_and_credentials_of_the_environment_are_not_used(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    httpserver.expect_request("/hook").respond_with_data("")
    assert sent(httpserver.url_for("/hook")).is_delivered
    assert "Authorization" not in httpserver.log[0][0].headers


def test_the_answers_body_is_not_read(httpserver: HTTPServer) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 65536

    def answer(_: Request) -> Response:
        return Response(endless(), status=200)

    httpserver.expect_request("/hook").respond_with_handler(answer)
    assert sent(httpserver.url_for("/hook")).is_delivered


def test_who_says_nothing_is_left() -> None:
    released = threading.Event()
    with receiver(lambda _: released.wait(PATIENCE)) as url:
        outcome = sent(url, limits=SHORT)
        released.set()
    assert outcome.error == "It was reached but did not answer in time."


def test_who_drips_is_left_when_the_whole_time_is_over() -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(10_000):
            connection.sendall(f"X-{number}: y\r\n".encode())
            threading.Event().wait(0.05)

    with receiver(drip) as url:
        outcome = sent(url, limits=Limits(connect=PATIENCE, read=PATIENCE, whole=0.6))
    assert outcome.error == "No whole answer within 0.6 seconds."
    assert outcome.status is None
    assert outcome.duration_ms < PATIENCE * 1000


def test_nobody_there_is_a_failure_in_words_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = sent(f"http://127.0.0.1:{port}/")
    assert outcome.error == "It could not be reached, or broke off."


def test_noise_instead_of_an_answer_is_a_failure() -> None:
    with receiver(lambda connection: connection.sendall(b"what?\r\n\r\n")) as url:
        assert sent(url).error == "It could not be reached, or broke off."


def test_a_server_without_tls_is_told_apart() -> None:
    with receiver(lambda connection: connection.sendall(b"no TLS here")) as url:
        outcome = sent(url.replace("http:", "https:"))
    assert outcome.error == "The TLS handshake failed: check the certificate."
