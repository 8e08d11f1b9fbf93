"""The company's identity provider, as the environment names it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.sign_in import group_roles, openid_providers
from implementation.access.actors import Role

STATED = {
    "OIDC_ISSUER": "https://login.example/",
    "OIDC_CLIENT_ID": "crossing",
    "OIDC_CLIENT_SECRET": "secret",
}


def test_groups_give_roles_and_may_hold_an_equals_sign() -> None:
    stated = Environment({"OIDC_GROUP_ROLES": "Crossing Leads=lead, cn=staff=member"})
    assert group_roles(stated) == {"Crossing Leads": Role.LEAD, "cn=staff": Role.MEMBER}


@pytest.mark.parametrize("word", ["staff", "staff=boss", "=lead", "staff=contact"])
def test_a_role_that_staff_cannot_have_stops_the_start(word: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="group=role"):
        group_roles(Environment({"OIDC_GROUP_ROLES": word}))


def test_without_an_issuer_there_is_no_provider() -> None:
    assert openid_providers(Environment({})) == {}


def test_the_secret_may_come_from_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    stated = {**STATED, "OIDC_GROUP_ROLES": "a=lead", "OIDC_CLIENT_SECRET": "", "OIDC_CLIENT_SECRET_FILE": str(file)}
    [app] = openid_providers(Environment(stated))["openid_connect"]["APPS"]
    assert (app["secret"], app["settings"]["oauth_pkce_enabled"]) == ("from the file", True)


WRONG = ({"OIDC_ISSUER": "http://login.example"}, {"OIDC_CLIENT_ID": ""}, {"OIDC_GROUP_ROLES": ""})


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_missing_or_unsafe_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        openid_providers(Environment({**STATED, "OIDC_GROUP_ROLES": "a=lead", **wrong}))
