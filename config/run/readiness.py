"""Asks the web server whether it is ready, the way a load balancer would."""

import http.client
import time
from collections.abc import Callable

from config.run.errors import CannotStart
from config.run.port import HOST


def wait_until_ready(
    *, port: int, host_header: str, patience: float = 60.0, wait: Callable[[float], object] = time.sleep
) -> None:
    """Returns when `/readyz` answers 200. Raises `CannotStart` with its last answer after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        status, answer = ask(port=port, host_header=host_header)
        if status == http.client.OK:
            return
        if time.monotonic() > deadline:
            raise CannotStart(f"The web server is not ready after {patience:g} s. /readyz says: {answer}")
        wait(0.1)


def ask(*, port: int, host_header: str, path: str = "/readyz") -> tuple[int, str]:
    """Status and body; 0 and the reason when there is no answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host_header})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, f"no answer ({error})"
    finally:
        connection.close()
