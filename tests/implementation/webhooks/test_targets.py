"""Where webhooks may be sent, told without the network."""

import pytest

from implementation.webhooks.targets import TargetRefused, check_target, parsed
from tests.implementation.webhooks.hostile import HOSTILE, UNREADABLE


@pytest.mark.parametrize("url", [*HOSTILE, *UNREADABLE])
def test_a_hostile_or_unreadable_address_is_refused(url: str) -> None:
    with pytest.raises(TargetRefused):
        check_target(url)


@pytest.mark.parametrize("url", ["https://hooks.example.com/a?b=c", "https://1.1.1.1/", "https://example.com:443/"])
def test_a_public_address_is_taken(url: str) -> None:
    check_target(url)


def test_a_name_without_a_dot_is_of_a_private_network() -> None:
    with pytest.raises(TargetRefused, match="whole public name"):
        check_target("https://intranet./hook")


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "https://10.1.2.3:8443/", "https://[::ffff:10.1.2.3]/"])
def test_an_allowed_network_is_reached_by_any_port_and_plainly(url: str) -> None:
    check_target(url, ["10.0.0.0/8"])


@pytest.mark.parametrize("url", ["http://1.1.1.1/", "https://1.1.1.1:22/", "http://192.168.0.1/", "https://127.0.0.1/"])
def test_allowing_one_network_allows_no_other(url: str) -> None:
    with pytest.raises(TargetRefused):
        check_target(url, ["10.0.0.0/8"])


def test_a_host_in_an_allowed_network_may_have_a_short_name() -> None:
    check_target("http://intranet:8080/hook", ["10.0.0.0/8"])


def test_the_port_follows_from_the_scheme() -> None:
    assert (parsed("http://a.example/").port, parsed("https://a.example/").port) == (80, 443)
