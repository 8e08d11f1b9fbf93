"""The port, taken before anything is started and handed to the web server as an open socket."""

import errno
import socket

from config.run.errors import CannotStart

HOST = "127.0.0.1"


def reserve(port: int) -> socket.socket:
    """A socket listening on this machine only; port 0 takes any free one.

    Connections that come before the web server is up wait instead of being refused.
    Raises `CannotStart` when the port is taken, not allowed or no port at all.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Without it the port stays taken for a minute after a stop.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise CannotStart(_explanation(port, error)) from error
    return listener


def number(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _explanation(port: int, error: OSError | OverflowError) -> str:
    remedy = "Choose another one: PORT=8001 make run."
    if isinstance(error, OverflowError):
        return f"PORT={port} is no port: the highest is 65535. {remedy}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {HOST} is in use. Stop the program that listens there (lsof -i :{port}). Or: {remedy}"
    return f"Port {port} of {HOST} cannot be opened: {error.strerror}. {remedy}"
