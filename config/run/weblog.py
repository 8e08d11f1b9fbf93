"""The web server's log: the token of a share link or a calendar opens a go-live to whoever reads it, so it is never
written."""

from typing import Any

from gunicorn.glogging import Logger

from config.logs import without_tokens


class WebLog(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """gunicorn's logger with the tokens taken out of the request line, the path and the referrer."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {name: without_tokens(value) if isinstance(value, str) else value for name, value in found.items()}
