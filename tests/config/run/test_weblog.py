"""The token of a share link or a calendar never reaches the log."""

import pytest

from config.run.weblog import without_tokens


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("GET /s/abc123 HTTP/1.1", "GET /s/*** HTTP/1.1"),
        ("http://127.0.0.1:8000/s/abc123?x=1", "http://127.0.0.1:8000/s/***?x=1"),
        ("GET /s/abc123/files/7 HTTP/1.1", "GET /s/***/files/7 HTTP/1.1"),
        ("GET /calendar/abc123.ics HTTP/1.1", "GET /calendar/*** HTTP/1.1"),
        ("GET /api/v1/calendar-feeds HTTP/1.1", "GET /api/v1/calendar-feeds HTTP/1.1"),
        ("GET /static/s.css HTTP/1.1", "GET /static/s.css HTTP/1.1"),
        ("GET /api/v1/go-lives HTTP/1.1", "GET /api/v1/go-lives HTTP/1.1"),
    ],
)
def test_a_token_is_masked_in_a_log_line(line: str, logged: str) -> None:
    assert without_tokens(line) == logged
