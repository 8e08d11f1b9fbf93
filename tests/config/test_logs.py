"""What looks like a secret is taken out of a log line, whoever writes it."""

import logging
import sys

import pytest

from config.logs import SafeFormatter, without_secrets

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


def test_whatever_writes_a_log_line_masks_it() -> None:
    """A handler of a library's own, beside ours, would tell what ours does not."""
    known = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    ours = [handler for logger in known for handler in logger.handlers if _is_told_to_write(handler)]
    assert ours, "the console of the settings"
    assert all(isinstance(handler.formatter, SafeFormatter) for handler in ours)
    assert logging.getLogger("django").handlers == []


def _is_told_to_write(handler: logging.Handler) -> bool:
    """Neither one that drops everything nor one by which pytest listens."""
    return not isinstance(handler, logging.NullHandler) and not type(handler).__module__.startswith("_pytest")
