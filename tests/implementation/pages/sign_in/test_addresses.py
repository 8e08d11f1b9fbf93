"""Whose address the limits of signing in count, behind proxies and without."""

import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from implementation.models import Event
from tests import factories as make
from tests.implementation.pages.sign_in.ways import by_password, is_in

pytestmark = pytest.mark.django_db
FORWARDED = "192.0.2.7, 198.51.100.2"


def counted(client: Client) -> str:
    """The address that is told of a password that was wrong."""
    by_password(client, make.person(), "wrong")
    return str(Event.objects.filter(kind="sign-in.failed").latest("id").after["address"])


@pytest.mark.parametrize(("proxies", "address"), [(0, "203.0.113.9"), (1, "198.51.100.2"), (2, "192.0.2.7")])
def test_it_is_what_the_first_of_ones_own_proxies_saw(settings: Settings, proxies: int, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert counted(Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": FORWARDED})) == address


@pytest.mark.parametrize(("proxies", "sent"), [(3, FORWARDED), (1, "no address")])
def test_where_the_proxies_do_not_fit_the_setting_people_get_in_and_the_log_tells_what_to_set(
    settings: Settings, caplog: pytest.LogCaptureFixture, proxies: int, sent: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": sent})
    with caplog.at_level(logging.ERROR, "implementation.pages"):
        assert counted(client) == "203.0.113.9"
    assert f"TRUSTED_PROXIES is {proxies}" in caplog.text
    assert by_password(client, make.person()).status_code == 302
    assert is_in(client)


def test_over_a_unix_socket_there_is_none_and_people_get_in() -> None:
    client = Client(REMOTE_ADDR="")
    assert counted(client) == ""
    assert by_password(client, make.person()).status_code == 302
