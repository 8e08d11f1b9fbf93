"""Making, splitting and comparing keys and tokens."""

import re

import pytest

from implementation.access.keys import digest, matches, new_key, new_token, split_key, token_digest

PEPPERS = {1: "first", 2: "second"}


def test_a_new_key_is_signed_by_the_newest_pepper_and_holds_no_secret_in_what_is_stored() -> None:
    key = new_key(PEPPERS)
    parts = split_key(key.text)
    assert parts is not None
    prefix, secret = parts
    assert (key.pepper, key.prefix) == (2, prefix)
    assert key.digest == digest(secret, "second")
    assert secret not in key.digest


def test_the_right_secret_matches_under_its_own_pepper_only() -> None:
    stored = digest("secret", "first")
    assert matches("secret", stored, "first")
    assert not matches("secret", stored, "second")
    assert not matches("Secret", stored, "first")


def test_a_retired_pepper_matches_nothing() -> None:
    assert not matches("secret", digest("secret", "first"), None)


PREFIX, SECRET = "a" * 12, "a" * 43


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cr__",
        "nonsense",
        f"cr_short_{SECRET}",
        f"cr_{PREFIX.upper()}_{SECRET}",
        f"cr_{PREFIX}_{SECRET[1:]}",
        f"cr_{PREFIX}_{'é' * 43}",
        f" cr_{PREFIX}_{SECRET}",
        f"cr_{PREFIX}_{SECRET}\n",
    ],
)
def test_what_is_no_key_is_not_split(text: str) -> None:
    assert split_key(text) is None


def test_keys_and_tokens_do_not_repeat() -> None:
    assert len({new_key(PEPPERS).text for _ in range(50)} | {new_token() for _ in range(50)}) == 100


def test_a_token_fits_into_an_address_and_its_digest_does_not_tell_it() -> None:
    token = new_token()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert re.fullmatch(r"[0-9a-f]{64}", token_digest(token))
    assert token_digest(token) == token_digest(token) != token_digest(new_token())
