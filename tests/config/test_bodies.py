"""Bodies reach the application whole, and whoever sends one is answered."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from config.bodies import MOST_DRAINED, whole_bodies
from config.wsgi import application
from tests import factories


class Chunked(BytesIO):
    """As gunicorn hands on a body that comes in chunks: it ends, and nobody said where."""


def environ(body: BytesIO, **further: Any) -> dict[str, Any]:
    return {"REQUEST_METHOD": "POST", "wsgi.input": body, **further}


def chunked(content: bytes, **further: Any) -> dict[str, Any]:
    return environ(Chunked(content), HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input_terminated": True}, **further)


def seen(sent: dict[str, Any], *, limit: int = 10) -> tuple[str | None, bytes]:
    """The length and the body that the application is told of."""
    found: list[tuple[str | None, bytes]] = []

    def reading(told: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = told.get("CONTENT_LENGTH")
        found.append((length, told["wsgi.input"].read(int(length or 0))))
        return [b""]

    whole_bodies(reading, limit=limit)(sent, lambda *_: None)
    return found[0]


def test_chunks_become_a_body_with_a_length() -> None:
    assert seen(chunked(b"12345")) == ("5", b"12345")
    assert seen(chunked(b"")) == ("0", b"")


def test_of_chunks_without_end_no_more_is_read_than_shows_that_they_are_too_many() -> None:
    assert seen(chunked(b"x" * 1000)) == ("11", b"x" * 11)


def test_other_bodies_are_left_as_they_are() -> None:
    assert seen(environ(BytesIO(b"12345"), CONTENT_LENGTH="5")) == ("5", b"12345")
    assert seen(environ(BytesIO(b""))) == (None, b"")


def refusing(told: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    return [b"no"]


@pytest.mark.parametrize("known", [{"CONTENT_LENGTH": "200000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_what_is_left_of_a_refused_body_is_taken_in_and_nothing_beyond_it(known: dict[str, str]) -> None:
    body = BytesIO(b"x" * 200_000 + (b"the next request" if "CONTENT_LENGTH" in known else b""))
    sent = environ(body, **{"wsgi.input_terminated": True, **known})
    assert whole_bodies(refusing, limit=10)(sent, lambda *_: None) == [b"no"]
    assert body.read() == (b"the next request" if "CONTENT_LENGTH" in known else b"")


def test_of_a_request_without_a_body_nothing_is_read() -> None:
    body = BytesIO(b"the next request")
    assert whole_bodies(refusing, limit=10)(environ(body), lambda *_: None) == [b"no"]
    assert body.read() == b"the next request"


def test_not_without_end() -> None:
    class Endless(BytesIO):
        given = 0

        def read(self, size: int | None = -1) -> bytes:
            self.given += size or 0
            return b"x" * (size or 0)

    body = Endless()
    whole_bodies(refusing, limit=10)(environ(body, CONTENT_LENGTH=str(10 * MOST_DRAINED)), lambda *_: None)
    assert body.given == MOST_DRAINED


@pytest.mark.django_db(transaction=True)  # the end of a request closes the connection
def test_a_change_that_is_sent_in_chunks_is_made() -> None:
    product, key, told = factories.product(), factories.key(), []
    sent = chunked(
        b'{"name": "In chunks"}',
        PATH_INFO=f"/api/v1/products/{product.id}",
        CONTENT_TYPE="application/json",
        HTTP_AUTHORIZATION=f"Bearer {key}",
        SERVER_NAME="localhost",
        SERVER_PORT="80",
    )
    answer = application({**sent, "REQUEST_METHOD": "PATCH"}, lambda status, headers: told.append(status))
    assert b'"name":"In chunks"' in b"".join(answer)
    assert told == ["200 OK"]
