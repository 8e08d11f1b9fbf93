"""The web server's two logs, which gunicorn keeps apart from all others: no secret is written there either.

Named by `make run` and, for a server that is started by hand, by gunicorn.conf.py.
"""

import logging
from typing import Any

from gunicorn.glogging import Logger

from config.logs import SafeFormatter


class WebLog(Logger):  # type: ignore[misc]  # gunicorn brings no types
    """gunicorn's logger, with what it formats made safe: the request line, the referrer, the user of HTTP Basic."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            usual = handler.formatter or logging.Formatter()
            handler.setFormatter(SafeFormatter(usual._fmt, usual.datefmt))
