"""Secrets that are derived and not stored."""

import base64

from standardwebhooks import Webhook

from implementation.webhooks.secrets import fingerprint, new_salt, recovered, secret_of


def test_a_secret_is_one_of_standard_webhooks() -> None:
    secret = secret_of(new_salt(), "server key")
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert Webhook(secret)


def test_each_salt_and_each_server_key_gives_another() -> None:
    salt = new_salt()
    assert len({secret_of(salt, "a"), secret_of(salt, "b"), secret_of(new_salt(), "a")}) == 3


def test_it_is_found_again_under_a_former_server_key() -> None:
    salt = new_salt()
    secret = secret_of(salt, "old")
    assert recovered(salt, fingerprint(secret), ["new", "old"]) == secret


def test_under_other_server_keys_it_is_lost_and_no_other_takes_its_place() -> None:
    salt = new_salt()
    assert recovered(salt, fingerprint(secret_of(salt, "old")), ["new"]) is None
