"""Networks in the environment: whatever is none stops the start and is named."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment


def test_networks_are_listed_with_commas() -> None:
    environment = Environment({"NETS": "10.0.0.0/8, ::1/128,192.168.1.7"})
    assert environment.networks("NETS") == ["10.0.0.0/8", "::1/128", "192.168.1.7"]
    assert environment.networks("NONE") == []


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "example.com", "10.0.0.0/33"])
def test_what_is_no_network_stops_the_start(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NETS"):
        Environment({"NETS": wrong}).networks("NETS")
