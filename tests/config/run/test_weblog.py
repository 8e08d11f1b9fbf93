"""The token of a share link or a calendar never reaches the log."""

import logging

import pytest

from config.logs import TokenFilter, without_tokens


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("GET /s/abc123 HTTP/1.1", "GET /s/*** HTTP/1.1"),
        ("http://127.0.0.1:8000/s/abc123?x=1", "http://127.0.0.1:8000/s/***?x=1"),
        ("GET /s/abc123/files/7 HTTP/1.1", "GET /s/***/files/7 HTTP/1.1"),
        ("GET /calendar/abc123.ics HTTP/1.1", "GET /calendar/*** HTTP/1.1"),
        ("GET /api/v1/calendar-feeds HTTP/1.1", "GET /api/v1/calendar-feeds HTTP/1.1"),
        ("GET /invitations/abc123 HTTP/1.1", "GET /invitations/*** HTTP/1.1"),
        ("GET /password/new/u1-t2 HTTP/1.1", "GET /password/new/*** HTTP/1.1"),
        ("GET /login/sso/callback?code=a&state=b HTTP/1.1", "GET /login/sso/callback?*** HTTP/1.1"),
        ("GET /static/s.css HTTP/1.1", "GET /static/s.css HTTP/1.1"),
        ("GET /api/v1/go-lives HTTP/1.1", "GET /api/v1/go-lives HTTP/1.1"),
    ],
)
def test_a_token_is_masked_in_a_log_line(line: str, logged: str) -> None:
    assert without_tokens(line) == logged


def test_the_programs_own_lines_are_masked_too() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/s/abc123",), None)
    assert TokenFilter().filter(record)
    assert record.getMessage() == "Not Found: /s/***"
