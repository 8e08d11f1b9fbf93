"""What looks like a secret is taken out of a log line, whoever writes it."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from config.logs import SafeFormatter, without_secrets
from config.middleware import RequestIdFilter

ROOT = Path(__file__).parents[2]
KEY = "cr_abcdefghijkl_" + "x" * 43


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("GET /s/abc123 HTTP/1.1", "GET /s/*** HTTP/1.1"),
        ("http://127.0.0.1:8000/s/abc123?x=1", "http://127.0.0.1:8000/s/***?x=1"),
        ("GET /s/abc123/files/7 HTTP/1.1", "GET /s/***/files/7 HTTP/1.1"),
        ("GET /calendar/abc123.ics HTTP/1.1", "GET /calendar/*** HTTP/1.1"),
        ("GET /api/v1/calendar-feeds HTTP/1.1", "GET /api/v1/calendar-feeds HTTP/1.1"),
        ("GET /invitations/abc123 HTTP/1.1", "GET /invitations/*** HTTP/1.1"),
        ("POST /unsubscribe/WyJh:1b:c_d HTTP/1.1", "POST /unsubscribe/*** HTTP/1.1"),
        ("GET /password/new/u1-t2 HTTP/1.1", "GET /password/new/*** HTTP/1.1"),
        ("GET /login/sso/callback?code=a&state=b HTTP/1.1", "GET /login/sso/callback?code=***&state=*** HTTP/1.1"),
        ("query=code=a&state=b", "query=code=***&state=***"),
        ("status_code=404 postal-code=1 sqlstate=23505", "status_code=404 postal-code=1 sqlstate=23505"),
        ("GET /api/v1/tasks?key=abc&status=todo", "GET /api/v1/tasks?key=***&status=todo"),
        ("access_token=a&id_token=b&client_secret=c", "access_token=***&id_token=***&client_secret=***"),
        (f"10.0.0.1 - {KEY} [23/Nov/2026]", "10.0.0.1 - cr_abcdefghijkl_*** [23/Nov/2026]"),
        ("Authorization: Bearer abcdefghij", "Authorization: Bearer ***"),
        ("{'Authorization': 'basic dXNlcjpwYXNz'}", "{'Authorization': 'basic ***'}"),
        ("signed by whsec_MfKQ9r8GKYqrTwjU/7+=", "signed by whsec_***"),
        ("GET /static/s.css HTTP/1.1", "GET /static/s.css HTTP/1.1"),
        ("GET /api/v1/go-lives HTTP/1.1", "GET /api/v1/go-lives HTTP/1.1"),
        ("GET /api/v1/events?task=1&kind=task.created", "GET /api/v1/events?task=1&kind=task.created"),
        ("Basic facts of the bearer", "Basic facts of the bearer"),
    ],
)
def test_what_opens_something_is_masked_and_the_rest_stays(line: str, logged: str) -> None:
    assert without_secrets(line) == logged


def test_the_words_of_an_error_are_masked_with_the_line() -> None:
    try:
        raise RuntimeError(f"no such link: /s/abc123, asked by {KEY}")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Not Found: %s", ("/s/abc123",), sys.exc_info())
    told = SafeFormatter().format(record)
    assert "abc123" not in told
    assert "xxx" not in told
    assert told.startswith("Not Found: /s/***\nTraceback")


# Of a process of its own: in this one, other tests have left handlers of theirs.
LISTS_WHO_WRITES = """
import logging
import django
django.setup()
from config.celery import app
app.loader.import_default_modules()
app.log.setup("INFO", redirect_stdouts=True)
loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
for logger in loggers:
    for handler in logger.handlers:
        if not isinstance(handler, logging.NullHandler):
            print(logger.name, type(handler.formatter).__name__)
"""


def test_a_refused_request_is_found_in_the_log_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    """Django tells of it when the middleware has done with it."""
    with caplog.filtering(RequestIdFilter()):
        answer = Client().get("/nothing-here", headers={"X-Request-ID": "from-a-caller-1"})
        logging.getLogger("crossing").warning("outside of a request")
    assert (answer.status_code, answer["X-Request-ID"]) == (404, "from-a-caller-1")
    assert [vars(record)["request_id"] for record in caplog.records] == ["from-a-caller-1", "-"]


def test_whatever_writes_a_log_line_masks_it() -> None:
    """A handler of a library's own, Django's or Celery's, would tell what ours does not."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", LISTS_WHO_WRITES], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["root", "SafeFormatter"]
