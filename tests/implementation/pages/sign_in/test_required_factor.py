"""A server that asks staff for a second factor, and what it asks before keys are made and people are let in."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from implementation.access.actors import Role
from implementation.models import User
from tests import factories as make
from tests.implementation.api.callers import slug, tool
from tests.implementation.pages.sign_in.test_second_factor import SET_UP, code_of
from tests.implementation.pages.sign_in.ways import by_password, sign_in
from tests.matrix.pages import address_of
from tests.matrix.routes import other_routes
from tests.matrix.world import build

pytestmark = pytest.mark.django_db
# What may be opened without: out, and how the server is.
OPEN = {"account_logout", "livez", "readyz", "problem-type"}
STEPS = {"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"}
DAY = 24 * 3600


@pytest.fixture
def _required(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


def lead() -> User:
    return make.person(Role.LEAD)


def opened(client: Client, path: str = "/") -> Any:
    answer = client.get(path)
    return answer["Location"].split("?")[0] if answer.status_code == 302 else answer.status_code


@pytest.mark.usefixtures("_required")
class TestWhereItIsRequired:
    def test_every_page_leads_to_setting_it_up(self) -> None:
        world, client = build(), sign_in(Client(), lead())
        for name, path in other_routes().items():
            if name not in OPEN | STEPS and not path.removeprefix("^").startswith("api/"):
                assert opened(client, address_of(path, world.own)) == SET_UP, path

    def test_the_api_refuses_the_session_and_names_the_remedy(self) -> None:
        client = sign_in(Client(), lead())
        for answer in (client.get("/api/v1/products"), client.post("/api/v1/products", {"name": "x"})):
            assert (answer.status_code, slug(answer)) == (403, "second-factor-required")

    def test_customers_people_and_keys_are_not_asked(self) -> None:
        contact = sign_in(Client(), make.person(Role.CONTACT, customer=make.customer()), "code")
        assert opened(contact) == 200
        assert contact.get("/api/v1/tasks").status_code == 200
        assert tool("read").get("products").status_code == 200
        with_key = Client(headers={"Authorization": f"Bearer {make.key()}"})
        sign_in(with_key, lead())
        assert with_key.get("/api/v1/products").status_code == 200

    @pytest.mark.parametrize("way", ["mfa", "socialaccount"])
    def test_who_showed_one_or_comes_by_the_company_is_in(self, way: str) -> None:
        client = sign_in(Client(), lead(), "password", way)
        assert opened(client) == 200
        assert client.get("/api/v1/products").status_code == 200

    def test_who_has_one_and_came_without_is_asked_for_its_code(self) -> None:
        user = lead()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        assert opened(sign_in(Client(), user)) == "/account/confirm/code"

    def test_another_persons_factor_in_the_same_browser_does_not_count(self) -> None:
        client = sign_in(Client(), lead(), "mfa")
        client.force_login(lead())
        assert opened(client) == SET_UP

    def test_out_is_always_open(self) -> None:
        client = sign_in(Client(), lead())
        assert client.post("/logout").status_code == 302
        assert opened(client) == "/login"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_required")
def test_from_the_password_to_the_first_page_and_back_when_the_app_is_removed() -> None:
    user, client = make.person(), Client()
    by_password(client, user)
    asked = client.get("/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/confirm")
    assert "second factor" in asked.content.decode()
    page = client.post("/account/confirm", {"password": make.PASSWORD, "next": SET_UP}, follow=True).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    assert "Here staff log in with a second factor" in page
    assert client.post(SET_UP, {"code": code_of(secret[1])}).status_code == 302
    assert opened(client) == 200
    client.post("/account/second-factor/off")
    assert not Authenticator.objects.exists()
    assert opened(client) == SET_UP


def test_where_it_is_not_required_the_password_is_enough() -> None:
    client = sign_in(Client(), lead())
    assert opened(client) == 200
    assert client.get("/api/v1/products").status_code == 200


def dangerous(client: Client) -> list[Any]:
    user = make.person()
    return [
        client.post("/api/v1/api-keys", {"name": "n", "scopes": ["read"]}, "application/json"),
        client.post("/api/v1/users", {"email": f"new-{user.pk}@example.test", "role": "member"}, "application/json"),
        client.patch(f"/api/v1/users/{user.pk}", {"is_active": False}, "application/json"),
    ]


def test_keys_and_people_are_for_those_who_showed_lately_who_they_are() -> None:
    assert [answer.status_code for answer in dangerous(sign_in(Client(), lead()))] == [201, 201, 200]
    left_open = sign_in(Client(), lead(), seconds_ago=DAY / 24)
    assert {(answer.status_code, slug(answer)) for answer in dangerous(left_open)} == {(403, "confirmation-required")}
    assert left_open.get("/api/v1/users").status_code == 200


def test_a_session_that_shows_nothing_makes_no_keys() -> None:
    client = Client()
    client.force_login(lead())
    assert {slug(answer) for answer in dangerous(client)} == {"confirmation-required"}


def test_confirming_is_enough() -> None:
    user = lead()
    client = sign_in(Client(), user, seconds_ago=DAY / 24)
    client.post("/account/confirm", {"password": make.PASSWORD, "next": "/"})
    assert [answer.status_code for answer in dangerous(client)] == [201, 201, 200]
