"""The port is taken before anything is started, on this machine only."""

import socket

import pytest

from config.run import port
from config.run.errors import CannotStart


def test_a_busy_port_is_named_with_the_way_to_choose_another() -> None:
    with port.reserve(0) as taken, pytest.raises(CannotStart, match=rf"{port.number(taken)} .* in use.*PORT=8001"):
        port.reserve(port.number(taken))


def test_a_number_beyond_the_last_port_is_refused() -> None:
    with pytest.raises(CannotStart, match="PORT=70000 is no port"):
        port.reserve(70000)


def test_a_port_that_may_not_be_opened_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(listener: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", forbid)
    with pytest.raises(CannotStart, match=r"Port 80 .* cannot be opened: Permission denied"):
        port.reserve(80)


def test_only_this_machine_can_connect() -> None:
    with port.reserve(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_connection_that_comes_before_the_server_waits() -> None:
    with port.reserve(0) as listener, socket.create_connection(("127.0.0.1", port.number(listener)), timeout=5):
        accepted, _ = listener.accept()
        accepted.close()
