"""The authenticator app and its recovery codes."""

import base64
import hashlib
import hmac
import re
import time
from typing import Any

import pytest
import redis
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from implementation.models import User
from tests import factories as make
from tests.implementation.pages.sign_in.ways import by_password, is_in
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-factor/on"


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later (RFC 6238, by the truncation of RFC 4226)."""
    counter = int(time.time()) // 30 + steps
    mac = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@pytest.fixture
def protected() -> tuple[User, str, list[str]]:
    """A person with an app: the user, the app's secret, and the recovery codes that were shown."""
    user, client = make.person(), Client()
    by_password(client, user)
    sent = {"password": make.PASSWORD, "next": SET_UP}
    page = client.post(client.get(SET_UP)["Location"], sent, follow=True).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    shown = client.post(SET_UP, {"code": code_of(secret[1])}, follow=True)
    codes = re.findall(r"<code>(\w+)</code>", shown.content.decode())
    assert len(codes) == 10
    return user, secret[1], codes


def test_the_password_alone_does_not_open_any_more(protected: tuple[User, str, list[str]]) -> None:
    user, _, _ = protected
    client = Client()
    assert by_password(client, user)["Location"].startswith("/login/second-factor")
    assert not is_in(client)
    assert "That is not the code" in client.post("/login/second-factor", {"code": "000000"}).content.decode()
    assert not is_in(client)


def test_a_code_of_the_app_opens_and_does_so_once(protected: tuple[User, str, list[str]]) -> None:
    user, secret, _ = protected
    code = code_of(secret, steps=1)
    first, second = Client(), Client()
    for client in (first, second):
        by_password(client, user)
        client.post("/login/second-factor", {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_code_that_was_used_opens_nothing_while_it_still_counts(
    protected: tuple[User, str, list[str]], broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts half a minute ahead, in its own and half a minute after; the library remembers for half a minute."""
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)
    user, secret, _ = protected
    code, opened = code_of(secret, steps=1), []
    for _ in range(2):
        client = Client()
        by_password(client, user)
        client.post("/login/second-factor", {"code": code})
        opened.append(is_in(client))
    assert opened == [True, False]
    server = redis.Redis.from_url(broker.url)
    kept = [server.ttl(name) for name in server.keys("*code-used*")]
    assert len(kept) == 2, "the code by which it was set up, and this one"
    assert min(kept) > 60


def test_a_recovery_code_opens_once_when_the_phone_is_lost(protected: tuple[User, str, list[str]]) -> None:
    user, _, codes = protected
    first, second = Client(), Client()
    for client in (first, second):
        by_password(client, user)
        client.post("/login/second-factor", {"code": codes[0]})
    assert (is_in(first), is_in(second)) == (True, False)
    assert "9 are left" in first.get("/account").content.decode()


def test_guessing_codes_is_stopped(protected: tuple[User, str, list[str]]) -> None:
    user, secret, _ = protected
    client = Client()
    by_password(client, user)
    answers = [client.post("/login/second-factor", {"code": f"{n:06}"}) for n in range(7)]
    assert any("Too many" in answer.content.decode() for answer in answers)
    client.post("/login/second-factor", {"code": code_of(secret)})
    assert not is_in(client)


def test_the_secret_is_not_stored_in_the_clear(protected: tuple[User, str, list[str]]) -> None:
    _, secret, codes = protected
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0] not in kept


def test_switching_it_off_asks_again_who_one_is(protected: tuple[User, str, list[str]]) -> None:
    user, _, codes = protected
    client = Client()
    by_password(client, user)
    client.post("/login/second-factor", {"code": codes[1]})
    assert client.get("/account/second-factor/off")["Location"].startswith("/account/confirm")
    assert client.get("/account/recovery-codes/new")["Location"].startswith("/account/confirm")


def test_under_another_server_key_nobody_gets_in_by_it_and_is_told_why(
    protected: tuple[User, str, list[str]], settings: Any
) -> None:
    user, secret, codes = protected
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the server, of fifty characters or more"
    client = Client()
    by_password(client, user)
    for code in (code_of(secret, steps=1), codes[0]):
        answer = client.post("/login/second-factor", {"code": code})
        assert (answer.status_code, "set up under a secret key" in answer.content.decode()) == (200, True)
    assert not is_in(client)
    settings.SECRET_KEY_FALLBACKS = [former]
    client.post("/login/second-factor", {"code": codes[0]})
    assert is_in(client)
