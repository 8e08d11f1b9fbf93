"""One attempt to send a message: a POST, its status, how long it took. No redirects, no proxies of the environment.

The answer's body is not read: only its status counts, and what a target answers is nobody's business here. Errors are
told in words of ours, or they would tell what answers inside a private network.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
from AntiSSRF import AntiSSRFError
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from implementation.webhooks.deadline import Deadline
from implementation.webhooks.policies import policy_for
from implementation.webhooks.targets import TargetRefused

USER_AGENT = "Crossing-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to connect, between two bytes, and for the attempt as a whole."""

    connect: float = 5.0
    read: float = 10.0
    whole: float = 15.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is None when no answer came; `error` is empty when the message was delivered."""

    status: int | None
    error: str
    duration_ms: int = 0

    @property
    def is_delivered(self) -> bool:
        return self.error == ""

    @property
    def is_gone(self) -> bool:
        """The receiver wants no more messages."""
        return self.status == HTTPStatus.GONE


def send(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed_networks: Sequence[str] = (),
    limits: Limits = Limits(),  # frozen
) -> Outcome:
    """Send once. Whatever the target does is an outcome; only a fault of ours is raised."""
    began = time.monotonic()
    status, error = _answer(url, body, headers, allowed_networks, limits)
    return Outcome(status, error, round((time.monotonic() - began) * 1000))


def _answer(
    url: str, body: bytes, headers: Mapping[str, str], allowed_networks: Sequence[str], limits: Limits
) -> tuple[int | None, str]:
    late = f"No whole answer within {limits.whole:g} seconds."
    with Deadline(limits.whole) as deadline:
        try:
            status = _post(url, body, headers, allowed_networks, limits, deadline)
        except (OSError, UnicodeError, HTTPError, AntiSSRFError, TargetRefused) as error:
            return None, late if deadline.has_passed else _words(error)
        # What was cut may look like an answer that ended early.
        return (None, late) if deadline.has_passed else (status, _fault(status))


def _post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed_networks: Sequence[str],
    limits: Limits,
    deadline: Deadline,
) -> int:
    with policy_for(url, allowed_networks).get_antissrf_session() as session:
        session.trust_env = False
        for adapter in session.adapters.values():
            adapter.poolmanager.pool_classes_by_scheme = _watched_pools(deadline)
        with session.post(
            url,
            data=body,
            headers={"Content-Type": "application/json", "User-Agent": USER_AGENT, **headers},
            timeout=(limits.connect, limits.read),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return int(answer.status_code)


def _watched_pools(deadline: Deadline) -> dict[str, Any]:
    """Connections that the deadline cuts, from the handshake on."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> Any:
            made = super()._new_conn()
            deadline.watch(made)
            return made

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> Any:
            made = super()._new_conn()
            deadline.watch(made)
            return made

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _fault(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered {status}; redirects are not followed: change the webhook's address."
    return f"It answered {status}."


_WORDS: tuple[tuple[type[Exception], str | Callable[[Exception], str]], ...] = (
    (TargetRefused, str),
    (AntiSSRFError, "The host's address is not public, or not allowed; nothing was sent."),
    (requests.exceptions.SSLError, "The TLS handshake failed: check the certificate."),
    (requests.exceptions.ConnectTimeout, "It could not be reached in time."),
    (requests.exceptions.Timeout, "It was reached but did not answer in time."),
    (requests.exceptions.InvalidURL, "The address cannot be read."),
    (UnicodeError, "The host's name cannot be read."),
)


def _words(error: Exception) -> str:
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words if isinstance(words, str) else words(error)
    return "It could not be reached, or broke off."
