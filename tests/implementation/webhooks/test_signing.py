"""Signatures that the reference implementation of Standard Webhooks verifies."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from implementation.webhooks.secrets import new_salt, secret_of
from implementation.webhooks.signing import signed_headers

NOON = datetime(2026, 3, 31, 12, 0, 0, 900_000, tzinfo=UTC)
BODY = '{"type":"task.done","note":"Ünïcode"}'.encode()


@pytest.fixture
def secret() -> str:
    return secret_of(new_salt(), "server key")


@time_machine.travel(NOON, tick=False)
def test_the_receiver_verifies_it(secret: str) -> None:
    headers = signed_headers("msg_1", NOON, BODY, [secret])
    assert Webhook(secret).verify(BODY, headers) == {"type": "task.done", "note": "Ünïcode"}


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("hours", [-8, 2, 14])
def test_the_zone_of_the_clock_does_not_matter(secret: str, hours: int) -> None:
    local = NOON.astimezone(timezone(timedelta(hours=hours)))
    headers = signed_headers("msg_1", local, BODY, [secret])
    assert headers == signed_headers("msg_1", NOON, BODY, [secret])
    assert Webhook(secret).verify(BODY, headers)


@time_machine.travel(NOON, tick=False)
def test_while_a_secret_is_replaced_either_verifies(secret: str) -> None:
    former = secret_of(new_salt(), "server key")
    headers = signed_headers("msg_1", NOON, BODY, [secret, former])
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert Webhook(secret).verify(BODY, headers)
    assert Webhook(former).verify(BODY, headers)


@time_machine.travel(NOON, tick=False)
def test_what_was_tampered_with_is_not_verified(secret: str) -> None:
    headers = signed_headers("msg_1", NOON, BODY, [secret])
    for body, sent in (
        (BODY + b" ", headers),
        (BODY, {**headers, "webhook-id": "msg_2"}),
        (BODY, {**headers, "webhook-timestamp": str(int(NOON.timestamp()) + 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, sent)
