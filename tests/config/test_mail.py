"""Where mails go is one variable."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import mail_from_url


def test_a_server_with_a_login() -> None:
    found = mail_from_url("smtp://crossing:p%40ss@mail.example:2525")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", 2525)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("crossing", "p@ss")


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://mail.example", 587, (True, False)),
        ("smtps://mail.example", 465, (False, True)),
        ("smtp://mail.example:25?tls=off", 25, (False, False)),
    ],
)
def test_it_is_encrypted_unless_said_otherwise(url: str, port: int, tls: tuple[bool, bool]) -> None:
    found = mail_from_url(url)
    assert (found["EMAIL_PORT"], (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"])) == (port, tls)


def test_files_in_a_folder() -> None:
    found: dict[str, Any] = mail_from_url("file:///var/lib/my%20mail")
    assert found["EMAIL_FILE_PATH"] == "/var/lib/my mail"


@pytest.mark.parametrize("url", ["mail.example", "smtp://", "http://mail.example", "file:", "smtp://h?tls=maybe"])
def test_nonsense_stops_the_start_and_keeps_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as caught:
        mail_from_url(url)
    assert "maybe" not in str(caught.value)
