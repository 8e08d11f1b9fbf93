"""Bodies as clients send them, made fit for Django, which reads what `Content-Length` announces and nothing else.

Called by `config.wsgi` around the application. Two things would be lost otherwise: a body that comes in chunks, without
a length, would be taken for none, so that a change would be answered with 200 and not made; and a client that is
refused before it has sent all of its body would find the connection reset instead of the answer that tells why.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import LimitedStream

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_AT_ONCE = 2**16
# Of what nobody wants to read any more, so much is taken in so that its sender reads the answer.
MOST_DRAINED = 2**26


def whole_bodies(application: Application, *, limit: int) -> Application:
    """The application, which is given bodies in chunks as one piece. Of these it sees one byte more than the limit."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        stream = environ["wsgi.input"]
        length = environ.get("CONTENT_LENGTH") or ""
        if environ.get("wsgi.input_terminated") and "HTTP_TRANSFER_ENCODING" in environ:
            body = _read(stream, limit + 1)
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        elif length.isdecimal():
            # Beyond the announced length a server may wait for the next request (PEP 3333).
            stream = environ["wsgi.input"] = LimitedStream(stream, int(length))
        else:
            return application(environ, start_response)
        answer = application(environ, start_response)
        _drain(stream)
        return answer

    return serve


def _read(stream: Any, most: int) -> bytes:
    found = bytearray()
    while len(found) < most and (piece := stream.read(min(_AT_ONCE, most - len(found)))):
        found += piece
    return bytes(found)


def _drain(stream: Any) -> None:
    drained = 0
    while drained < MOST_DRAINED and (piece := stream.read(_AT_ONCE)):
        drained += len(piece)
