"""No way in leaves its secret in a log: neither where it opens nor where it is refused."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from config.env import Environment
from config.sign_in import openid_providers
from implementation.access.actors import Role
from implementation.models import User
from tests import factories as make
from tests.implementation.pages.sign_in.provider import CLIENT_ID, Provider, running
from tests.implementation.pages.sign_in.test_second_factor import SET_UP, code_of
from tests.implementation.pages.sign_in.ways import ask_for_code, by_password, code_in_mail, is_in, link_in_mail
from tests.leaks.listening import BrowserOnRecord, Listener, everything_stored, odd_word

pytestmark = pytest.mark.django_db
CLIENT_SECRET = "a-secret-that-both-sides-keep"


def test_passwords_right_wrong_locked_out_and_without_the_forms_token(log: Listener) -> None:
    user, wrong = make.person(), odd_word()
    browser = BrowserOnRecord()
    by_password(browser, user)
    assert is_in(browser)
    for _ in range(6):
        by_password(BrowserOnRecord(), user, wrong)
    refused = BrowserOnRecord(enforce_csrf_checks=True).post("/login", {"login": user.email, "password": wrong})
    assert refused.status_code == 403
    assert "Forbidden (CSRF cookie not set.): /login" in log.text
    assert log.tells(make.PASSWORD, wrong, browser.cookies["sessionid"].value) == []
    assert make.PASSWORD not in everything_stored()


def test_a_password_in_the_address_where_it_never_belonged(log: Listener) -> None:
    wrong = odd_word()
    BrowserOnRecord().get("/login", {"login": "ada@example.test", "password": wrong})
    assert "password=***" in log.text
    assert log.tells(wrong) == []


def test_a_link_that_sets_a_password(log: Listener) -> None:
    user, fresh, browser = make.person(), odd_word(), BrowserOnRecord()
    browser.post("/password/forgotten", {"email": user.email})
    link = link_in_mail()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": fresh, "password2": fresh}, headers={"Referer": f"https://testserver{link}"})
    browser.get(link, follow=True)
    assert by_password(BrowserOnRecord(), user, fresh).status_code == 302
    assert log.tells(link.rsplit("/", 1)[1], fresh) == []
    assert "/password/new/***" in log.text


def test_the_second_factor_and_its_recovery_codes(log: Listener) -> None:
    user, browser = make.person(), BrowserOnRecord()
    by_password(browser, user)
    sent = {"password": make.PASSWORD, "next": SET_UP}
    page = browser.post(browser.get(SET_UP)["Location"], sent, follow=True).content.decode()
    secret = str(re.findall(r"<code>([A-Z2-7]+)</code>", page)[0])
    code = code_of(secret)
    codes = re.findall(r"<code>(\w+)</code>", browser.post(SET_UP, {"code": code}, follow=True).content.decode())
    for tried in (codes[0], codes[0], code_of(secret, steps=1), "wrong-code"):
        other = BrowserOnRecord()
        by_password(other, user)
        other.post("/login/second-factor", {"code": tried})
    assert log.tells(secret, *codes, "wrong-code", *_as_words(code, code_of(secret, steps=1))) == []
    stored = everything_stored()
    assert not [hidden for hidden in (secret, *codes) if hidden in stored]


def _as_words(*codes: str) -> list[str]:
    """Six digits are in many numbers by chance: looked for as a value of their own."""
    return [f"={code}" for code in codes] + [f"'{code}'" for code in codes]


def test_a_code_by_mail(log: Listener) -> None:
    contact, browser = make.person(Role.CONTACT, customer=make.customer()), BrowserOnRecord()
    ask_for_code(browser, contact.email)
    code = code_in_mail()
    browser.post("/login/code/confirm", {"code": "00000000"})
    browser.post("/login/code/confirm", {"code": code})
    assert is_in(browser)
    assert log.tells(code) == []


def test_an_invitation(log: Listener) -> None:
    customer = make.customer()
    _, token = make.invitation(customer)
    _, revoked = make.invitation(customer)
    link, browser = link_in_mail(), BrowserOnRecord()
    for path in (f"/invitations/{token}", f"/invitations/{revoked}x", f"/invitations/{token}/more"):
        browser.get(path, headers={"Referer": f"https://mail.test{link}"})
    browser.post(f"/invitations/{token}", {"name": "Con"})
    assert User.objects.filter(role=Role.CONTACT).exists()
    assert log.tells(token, revoked) == []
    assert "/invitations/***" in log.text
    stored = everything_stored()
    assert not [hidden for hidden in (token, revoked) if hidden in stored], "their mails have left"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    settings.PUBLIC_URL = "http://testserver"
    settings.OIDC_GROUP_ROLES = {"staff": Role.MEMBER}
    with running("http://testserver/login/sso/callback") as found:
        found.client_secret = CLIENT_SECRET
        found.person = {"sub": "1", "email": "ada@example.test", "email_verified": True, "groups": ["staff"]}
        stated = {"OIDC_ISSUER": found.url, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = openid_providers(Environment({**stated, "OIDC_GROUP_ROLES": "a=lead"}))
        yield found


@pytest.mark.parametrize("bend", [{}, {"nonce": "replayed"}, {"iss": "https://evil.test"}], ids=str)
def test_the_organisations_own_login(provider: Provider, log: Listener, bend: dict[str, Any]) -> None:
    provider.bend = bend
    browser = BrowserOnRecord()
    question = browser.get("/login/sso")["Location"]
    answer = requests.get(question, allow_redirects=False, timeout=5).headers["Location"]
    browser.get(answer)
    browser.get(answer)
    assert is_in(browser) == (not bend)
    asked, told = (parse_qs(urlsplit(address).query) for address in (question, answer))
    hidden = [*told["code"], *told["state"], *asked["nonce"], *provider.handed_out, CLIENT_SECRET]
    assert len(hidden) == 6
    assert log.tells(*hidden) == []
    assert not [secret for secret in (*provider.handed_out, CLIENT_SECRET) if secret in everything_stored()]
