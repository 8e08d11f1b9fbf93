"""A round trip to the company's identity provider, over real HTTP, and what may go wrong on the way."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from config.env import Environment
from config.sign_in import openid_providers
from implementation.access.actors import Role
from implementation.models import Event, User
from implementation.services import users
from tests import factories as make
from tests.implementation.pages.sign_in.provider import CLIENT_ID, CLIENT_SECRET, Provider, running
from tests.implementation.pages.sign_in.ways import by_password, is_in, let_pass

pytestmark = pytest.mark.django_db
ADA = {"sub": "ada-1", "email": "Ada@example.test", "email_verified": True, "name": "Ada", "groups": ["staff", "other"]}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    settings.PUBLIC_URL = "http://testserver"
    settings.OIDC_GROUP_ROLES = {"leads": Role.LEAD, "staff": Role.MEMBER}
    with running("http://testserver/login/sso/callback") as found:
        found.person = dict(ADA)
        stated = {"OIDC_ISSUER": found.url, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = openid_providers(Environment({**stated, "OIDC_GROUP_ROLES": "a=lead"}))
        yield found


def sent_back(client: Client, path: str = "/login/sso") -> str:
    """The address that the provider sends the browser back to."""
    there = requests.get(client.get(path)["Location"], allow_redirects=False, timeout=5)
    return there.headers["Location"]


def round_trip(client: Client, path: str = "/login/sso") -> Any:
    return client.get(sent_back(client, path))


def refusal(client: Client) -> str:
    answer = round_trip(client)
    assert answer.status_code == 403
    assert not is_in(client)
    return str(answer.content.decode())


def test_somebody_new_gets_in_with_the_role_of_their_group(provider: Provider) -> None:
    client = Client()
    assert 'href="/login/sso"' in client.get("/login").content.decode()
    assert round_trip(client)["Location"] == "/"
    assert is_in(client)
    ada = User.objects.get()
    assert (ada.email, ada.name, ada.role, ada.has_usable_password()) == ("ada@example.test", "Ada", "member", False)
    assert "your organisation's own login" in client.get("/account").content.decode(), "no word of a password"
    [event] = Event.objects.filter(kind="user.created")
    assert (event.actor_name, event.subject_id) == ("single sign-on", ada.id)


def test_who_comes_this_way_confirms_by_coming_again(provider: Provider) -> None:
    provider.person["groups"] = ["leads"]
    client = Client()
    round_trip(client)
    let_pass(client, 3600)
    key = {"name": "n", "scopes": ["read"]}
    assert client.post("/api/v1/api-keys", key, "application/json").status_code == 403
    again = client.get("/account/confirm?next=/account")["Location"]
    assert again.startswith("/login/sso?next=")
    assert round_trip(client, again)["Location"] == "/account"
    assert client.post("/api/v1/api-keys", key, "application/json").status_code == 201


def test_where_a_second_factor_is_required_the_provider_is_trusted_to_ask(provider: Provider, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client = Client()
    round_trip(client)
    assert client.get("/").status_code == 200


def test_the_second_time_it_is_the_same_person_whatever_the_address(provider: Provider) -> None:
    round_trip(Client())
    provider.person["email"] = "ada.married@example.test"
    round_trip(Client())
    assert User.objects.get().email == "ada@example.test"


def test_the_role_follows_the_groups_at_each_sign_in(provider: Provider) -> None:
    round_trip(Client())
    provider.person["groups"] = ["leads", "staff"]
    round_trip(Client())
    assert User.objects.get().role == "lead"
    provider.person["groups"] = "staff"
    round_trip(Client())
    assert User.objects.get().role == "member"


@pytest.mark.parametrize("groups", [[], ["other"], None, "", {"staff": True}, ["STAFF"]])
def test_without_a_group_nobody_gets_in(provider: Provider, groups: Any) -> None:
    provider.person["groups"] = groups
    assert "None of your groups" in refusal(Client())
    assert not User.objects.exists()


def test_whoever_loses_the_groups_loses_the_sessions_too(provider: Provider) -> None:
    before = Client()
    round_trip(before)
    provider.person["groups"] = []
    refusal(Client())
    assert not is_in(before)


def test_one_gets_where_one_wanted_to_go_and_to_no_other_site(provider: Provider) -> None:
    assert round_trip(Client(), "/login/sso?next=/account")["Location"] == "/account"
    assert round_trip(Client(), "/login/sso?next=https://evil.test/")["Location"] == "/"


def test_staff_with_a_password_are_known_by_their_address_and_lose_the_password(provider: Provider) -> None:
    ada = users.create_user(
        actor=make.LEAD, at=make.now(), email="ada@example.test", role=Role.LEAD, password=make.PASSWORD
    )
    round_trip(Client())
    ada.refresh_from_db()
    assert (User.objects.count(), ada.role) == (1, "member")
    assert "do not belong" in by_password(Client(), ada).content.decode()


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_nobody_verified_opens_no_account(provider: Provider, verified: Any) -> None:
    users.create_user(actor=make.LEAD, at=make.now(), email="ada@example.test", role=Role.LEAD)
    provider.person["email_verified"] = verified
    assert "not verified your e-mail" in refusal(Client())


def test_a_provider_that_owns_the_addresses_is_believed_when_so_configured(provider: Provider, settings: Any) -> None:
    settings.OIDC_EMAIL_IS_VERIFIED = True
    del provider.person["email_verified"]
    client = Client()
    round_trip(client)
    assert is_in(client)


def test_a_customers_contact_does_not_become_staff(provider: Provider) -> None:
    users.create_user(
        actor=make.LEAD, at=make.now(), email="ada@example.test", role=Role.CONTACT, customer_id=make.customer().id
    )
    assert "belongs to a customer" in refusal(Client())
    assert User.objects.get().role == "contact"


def test_whoever_is_deactivated_stays_out(provider: Provider) -> None:
    make.person(Role.LEAD)
    round_trip(Client())
    ada = User.objects.get(email="ada@example.test")
    users.change_user(actor=make.LEAD, at=make.now(), user_id=ada.id, fields={"is_active": False})
    assert "closed" in refusal(Client())


def _other_key(provider: Provider) -> None:
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


BENDS: dict[str, Callable[[Provider], None]] = {
    "another nonce": lambda provider: provider.bend.update(nonce="replayed"),
    "another person in the token": lambda provider: provider.bend.update(sub="eve"),
    "another audience": lambda provider: provider.bend.update(aud="somebody else"),
    "another issuer": lambda provider: provider.bend.update(iss="https://evil.test"),
    "a token of yesterday": lambda provider: provider.bend.update(exp=1),
    "a foreign signature": _other_key,
    "no address": lambda provider: provider.person.update(email=""),
}


@pytest.mark.parametrize("bend", BENDS)
def test_an_answer_that_does_not_fit_is_refused(provider: Provider, bend: str) -> None:
    BENDS[bend](provider)
    assert "You are not logged in" in refusal(Client())
    assert not User.objects.exists()


def test_another_browsers_answer_is_refused_and_an_answer_counts_once(provider: Provider) -> None:
    mine, other = Client(), Client()
    address = sent_back(mine)
    assert other.get(address).status_code == 403, "a state that this browser never asked with"
    assert mine.get(address).status_code == 302
    mine.logout()
    assert mine.get(address).status_code == 403
    assert not is_in(mine)


def test_each_question_has_its_own_state_nonce_and_challenge(provider: Provider) -> None:
    client = Client()
    first, second = (parse_qs(urlsplit(client.get("/login/sso")["Location"]).query) for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
    assert "auth_params" not in parse_qs(urlsplit(client.get("/login/sso?auth_params=prompt%3Dnone")["Location"]).query)
    assert "prompt" not in client.get("/login/sso?auth_params=prompt%3Dnone")["Location"]


def test_cancelling_there_is_told_here(provider: Provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.get("/login/sso")["Location"]).query)["state"][0]
    answer = client.get(f"/login/sso/callback?error=access_denied&state={state}")
    assert (answer.status_code, "Back to the login" in answer.content.decode()) == (403, True)


def test_a_provider_that_is_down_is_told(provider: Provider, settings: Any) -> None:
    down = {"OIDC_ISSUER": "http://127.0.0.1:9", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y"}
    settings.SOCIALACCOUNT_PROVIDERS = openid_providers(Environment({**down, "OIDC_GROUP_ROLES": "a=lead"}))
    assert "cannot be reached" in Client().get("/login/sso").content.decode()


def test_without_a_provider_there_is_no_such_way() -> None:
    assert "/login/sso" not in Client().get("/login").content.decode()
    assert Client().get("/login/sso").status_code == 404
    assert Client().get("/login/sso/callback?code=1&state=2").status_code == 404
