"""Who guesses is held back, also where nobody can count; who was let go is out, whatever is still cached."""

from functools import partial
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from config.sessions import SessionStore
from implementation.access.actors import Role
from implementation.models import Event, User
from implementation.pages.sign_in import urls as sign_in_urls
from implementation.services import users
from tests import factories as make
from tests.concurrency.threads import at_once
from tests.implementation.pages.sign_in.ways import by_password, is_in
from tests.servers.valkey import Valkey

# Of the ways in, those where nothing can be guessed.
UNCOUNTED = {
    "account_logout",
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    # Shown to whoever is in, and asked again first where it matters.
    "mfa_index",
    "mfa_view_recovery_codes",
}
BY_GET = {"openid_connect_login", "openid_connect_callback"}


@pytest.mark.django_db
def test_what_cannot_be_counted_is_refused_on_every_way_in(broker: Valkey) -> None:
    """By the URL table: a new way in must count, or be named as one where nothing is guessed."""
    broker.stop()
    sent = {"login": "ada@example.test", "password": make.PASSWORD, "email": "ada@example.test", "code": "123456"}
    refused = set()
    for route in sign_in_urls.urlpatterns:
        path = "/password/new/u-t" if "uidb36" in str(route.pattern) else f"/{route.pattern}"
        answer = Client().get(path) if route.name in BY_GET else Client().post(path, sent)
        if answer.status_code == 503:
            assert answer["Retry-After"]
            assert "paused" in answer.content.decode()
            refused.add(route.name)
    assert {route.name for route in sign_in_urls.urlpatterns} - refused == UNCOUNTED
    assert not Event.objects.filter(kind__startswith="sign-in.").exists()


def asked(client: Client, golive_id: Any) -> list[int]:
    """What API and pages answer somebody with this session."""
    answers = [
        client.get("/api/v1/products"),
        client.post("/api/v1/comments", {"go_live": str(golive_id), "text": "x"}, "application/json"),
        client.get(f"/go-lives/{golive_id}"),
        client.post(f"/go-lives/{golive_id}/comments", {"text": "x"}),
        client.get("/"),
    ]
    return [answer.status_code for answer in answers]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTACT])
@pytest.mark.parametrize("cached", [True, False], ids=["cached", "cache down"])
def test_a_session_ends_with_the_account_at_the_next_request(role: Role, cached: bool, broker: Valkey) -> None:
    golive, client = make.golive(), Client()
    person = make.person(role, customer=golive.customer if role is Role.CONTACT else None)
    client.force_login(person)
    assert client.get("/").status_code == 200
    store = SessionStore(client.session.session_key)
    assert cache.get(store.cache_key) is not None
    if not cached:
        broker.stop()
    users.change_user(actor=make.LEAD, at=make.now(), user_id=person.id, fields={"is_active": False})
    assert asked(client, golive.id) == [401, 401, 302, 302, 302]
    users.change_user(actor=make.LEAD, at=make.now(), user_id=person.id, fields={"is_active": True})
    assert asked(client, golive.id) == [401, 401, 302, 302, 302], "a session of before does not come back"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["recovery code", "password in vain"])
def test_of_two_at_once_one_gets_through(kind: str) -> None:
    user = make.person()
    if kind == "password in vain":
        _five_guesses_at_once(user)
        return
    TOTP.activate(user, generate_totp_secret())
    code = RecoveryCodes.activate(user).generate_codes()[0]
    browsers = [Client() for _ in range(6)]
    for browser in browsers:
        by_password(browser, user)
    send = "/login/second-factor"
    at_once([partial(browser.post, send, {"code": code}) for browser in browsers])
    assert [is_in(browser) for browser in browsers].count(True) == 1
    assert Event.objects.filter(kind="sign-in.recovery-code-used").count() == 1


def _five_guesses_at_once(user: User) -> None:
    """Attempts that are made together are counted each."""
    at_once([partial(by_password, Client(), user, "wrong") for _ in range(8)])
    assert "Too many attempts" in by_password(Client(), user).content.decode()
