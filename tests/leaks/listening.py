"""Everything that any logger is told, at the lowest level, as the production handler writes it; and a browser whose
requests are in the web server's access log as well."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.test import Client
from gunicorn.config import Config

from config.logs import SafeFormatter
from config.run.weblog import WebLog

# With what an access log may be told to hold beside the usual.
ACCESS_LINE = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" path=%(U)s query=%(q)s'


class Listener:
    """What was written so far, in `text`."""

    def __init__(self, stream: StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def tells(self, *hidden: str) -> list[str]:
        """Those of the secrets that are in it. Each must be long enough not to be there by chance."""
        assert hidden
        assert all(len(secret) >= 6 for secret in hidden), "too short to be told from other words"
        text = unquote(self.text)
        return [secret for secret in hidden if secret in text]


@contextmanager
def listening() -> Iterator[Listener]:
    """Every logger at its lowest level, those that pass nothing on included, through the handler of the settings."""
    usual = _console()
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(usual.formatter)
    handler.filters = usual.filters
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    told = [logging.root, *(one for one in loggers if not one.propagate)]
    levels = {one: one.level for one in (logging.root, *loggers)}
    with _access_log(stream):
        for one in levels:
            one.setLevel(logging.DEBUG)
        for one in told:
            one.addHandler(handler)
        try:
            yield Listener(stream)
        finally:
            for one in told:
                one.removeHandler(handler)
            for one, level in levels.items():
                one.setLevel(level)


def _console() -> logging.Handler:
    """The handler that the settings made, as it is; other tests may have left some beside it."""
    return next(one for one in logging.root.handlers if isinstance(one.formatter, SafeFormatter))


@contextmanager
def _access_log(stream: StringIO) -> Iterator[None]:
    """gunicorn's own log, on the same paper."""
    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", ACCESS_LINE)
    BrowserOnRecord.log = log = WebLog(config)
    for logger in (log.error_log, log.access_log):
        for handler in logger.handlers:
            handler.setStream(stream)
    try:
        yield
    finally:
        BrowserOnRecord.log = None
        for logger in (log.error_log, log.access_log):
            logger.handlers.clear()


class BrowserOnRecord(Client):
    """A client whose requests the web server notes, as it does with those that come by the network."""

    log: WebLog | None = None

    def request(self, **asked: Any) -> Any:
        answer = super().request(**asked)
        environ = dict(answer.wsgi_request.environ)
        query = environ.get("QUERY_STRING", "")
        environ["RAW_URI"] = environ["PATH_INFO"] + (f"?{query}" if query else "")
        told = SimpleNamespace(status=f"{answer.status_code} x", sent=len(answer.reason_phrase), headers=[])
        assert self.log is not None
        self.log.access(told, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=5))
        return answer


def everything_stored() -> str:
    """All rows of all tables."""
    models = apps.get_models(include_auto_created=True)
    return "\n".join(str(row) for model in models for row in model._default_manager.values_list())


def odd_word() -> str:
    """A text that is nowhere by chance."""
    return f"odd-{secrets.token_hex(12)}"
