"""The web server's log: the token of a share link or a calendar opens a go-live to whoever reads it, so it is never
written."""

import re
from typing import Any

from gunicorn.glogging import Logger

_TOKEN = re.compile(r"(/(?:s|calendar)/)[^/?\s\"]+")


def without_tokens(text: str) -> str:
    """`/s/<token>` becomes `/s/***`, `/calendar/<token>.ics` becomes `/calendar/***`."""
    return _TOKEN.sub(r"\1***", text)


class WebLog(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """gunicorn's logger with the tokens taken out of the request line, the path and the referrer."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {name: without_tokens(value) if isinstance(value, str) else value for name, value in found.items()}
