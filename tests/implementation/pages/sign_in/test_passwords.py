"""Staff by e-mail and password: in, out, forgotten, changed, locked out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from implementation.access.actors import Role
from implementation.models import Event, User
from implementation.services import users
from tests import factories as make
from tests.implementation.pages.sign_in.ways import by_password, deliver, is_in, link_in_mail
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another good horse battery"


def test_the_address_may_be_written_in_any_case_and_leads_where_one_wanted_to_go() -> None:
    user, client = make.person(), Client()
    golive = make.golive()
    path = f"/go-lives/{golive.id}"
    assert client.get(path)["Location"] == f"/login?next={path}"
    answer = client.post(f"/login?next={path}", {"login": user.email.upper(), "password": make.PASSWORD, "next": path})
    assert answer["Location"] == path
    assert is_in(client)


def test_nobody_is_led_to_another_site() -> None:
    client = Client()
    user = make.person()
    answer = client.post("/login", {"login": user.email, "password": make.PASSWORD, "next": "https://evil.test/"})
    assert answer["Location"] == "/"


def test_logging_out_takes_a_post() -> None:
    client = Client()
    client.force_login(make.person())
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert not is_in(client)


def test_an_unknown_address_and_a_wrong_password_get_one_answer() -> None:
    user = make.person()
    answers = [Client().post("/login", {"login": login, "password": "wrong"}) for login in (user.email, "no@body.test")]
    texts = [answer.content.decode().replace(user.email, "…").replace("no@body.test", "…") for answer in answers]
    assert "do not belong together" in texts[0]
    assert _without_tokens(texts[0]) == _without_tokens(texts[1])


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_after_five_wrong_passwords_even_the_right_one_is_refused() -> None:
    user, other = make.person(), make.person()
    for _ in range(5):
        by_password(Client(), user, "wrong")
    refused = by_password(Client(), user)
    assert "Too many attempts" in refused.content.decode()
    assert by_password(Client(), other).status_code == 302, "others go on"


def test_without_the_cache_nobody_is_let_in_and_whoever_is_in_works_on(broker: Valkey) -> None:
    user, client = make.person(), Client()
    client.force_login(user)
    broker.stop()
    refused = by_password(Client(), user)
    assert refused.status_code == 503
    assert refused["Retry-After"]
    assert "paused" in refused.content.decode()
    assert is_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "socialaccount_connections", "socialaccount_signup"]
)
def test_there_is_no_way_to_sign_up(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def set_password_by_mail(user: User, password: str = NEW_PASSWORD) -> Any:
    client = Client()
    client.post("/password/forgotten", {"email": user.email})
    form = client.get(link_in_mail(), follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_who_was_just_made_sets_a_password_by_mail() -> None:
    user = users.create_user(actor=make.LEAD, at=make.now(), email="new@example.test", role=Role.MEMBER)
    answer = set_password_by_mail(user)
    assert "Your password is set" in answer.content.decode()
    assert by_password(Client(), user, NEW_PASSWORD).status_code == 302
    [event] = Event.objects.filter(kind="user.password-set")
    assert event.actor_id == user.id


def test_a_link_works_once_and_a_weak_password_is_told() -> None:
    user = make.person()
    assert "too short" in set_password_by_mail(user, "short").content.decode()
    set_password_by_mail(user)
    assert "does not work" in Client().get(link_in_mail(), follow=True).content.decode()


def test_a_scanner_that_opens_the_link_uses_nothing_up() -> None:
    user, client = make.person(), Client()
    client.post("/password/forgotten", {"email": user.email})
    for _ in range(3):
        Client().get(link_in_mail(), follow=True)
    assert "Set your password" in Client().get(link_in_mail(), follow=True).content.decode()


def test_the_link_names_the_server_by_its_own_address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://crossing.example"
    Client().post("/password/forgotten", {"email": make.person().email}, headers={"Host": "localhost"})
    assert "https://crossing.example/password/new/" in str(deliver()[-1].body)


def test_only_staff_who_may_have_a_password_get_a_link() -> None:
    gone = make.person()
    users.change_user(actor=make.LEAD, at=make.now(), user_id=gone.id, fields={"is_active": False})
    contact = make.person(Role.CONTACT, customer=make.customer())
    for email in (gone.email, contact.email, "no@body.test"):
        answer = Client().post("/password/forgotten", {"email": email}, follow=True)
        assert "Look into your mail" in answer.content.decode()
    assert deliver() == []


def test_a_link_ends_with_the_right_to_it() -> None:
    user = make.person()
    Client().post("/password/forgotten", {"email": user.email})
    users.change_user(actor=make.LEAD, at=make.now(), user_id=user.id, fields={"is_active": False})
    assert "does not work" in Client().get(link_in_mail(), follow=True).content.decode()


def test_whoever_changes_the_password_is_logged_out_elsewhere() -> None:
    user, here, there = make.person(), Client(), Client()
    by_password(here, user)
    by_password(there, user)
    sent = {"oldpassword": make.PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/account/password", sent).status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_a_customers_contact_has_no_account_page() -> None:
    client = Client()
    client.force_login(make.person(Role.CONTACT, customer=make.customer()))
    for path in ("/account", "/account/password", "/account/second-factor/on", "/account/recovery-codes"):
        assert client.get(path).status_code == 403


def test_whoever_is_deactivated_is_told_only_with_the_right_password() -> None:
    user = make.person()
    users.change_user(actor=make.LEAD, at=make.now(), user_id=user.id, fields={"is_active": False})
    assert "do not belong" in by_password(Client(), user, "wrong").content.decode()
    client = Client()
    assert by_password(client, user)["Location"] == "/login/closed"
    assert not is_in(client)
