"""Customers' people by a code that comes by mail."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from implementation.access.actors import Role
from implementation.models import Mail, User
from implementation.services import users
from implementation.services.mails import send_due
from tests import factories as make
from tests.implementation.pages.sign_in.ways import ask_for_code, code_in_mail, deliver, is_in

pytestmark = pytest.mark.django_db
CONFIRM = "/login/code/confirm"


@pytest.fixture
def contact() -> User:
    return users.create_user(
        actor=make.LEAD, at=make.now(), email="con@hospital.example", role=Role.CONTACT, customer_id=make.customer().id
    )


def test_the_code_opens_where_it_was_asked_for_and_nowhere_else(contact: User) -> None:
    mine, other = Client(), Client()
    ask_for_code(mine, "Con@Hospital.example")
    code = code_in_mail()
    assert len(code) == 8
    other.post(CONFIRM, {"code": code})
    mine.post(CONFIRM, {"code": code})
    assert (is_in(mine), is_in(other)) == (True, False)


def test_a_code_is_good_for_one_login(contact: User) -> None:
    client = Client()
    ask_for_code(client, contact.email)
    code = code_in_mail()
    client.post(CONFIRM, {"code": code})
    client.post("/logout")
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_three_wrong_codes_and_it_is_worth_nothing(contact: User) -> None:
    client = Client()
    ask_for_code(client, contact.email)
    code = code_in_mail()
    for _ in range(3):
        client.post(CONFIRM, {"code": "00000000" if code != "00000000" else "11111111"})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_attempts_of_one_moment_are_counted_each(contact: User) -> None:
    """Each reads the session before the others write theirs: as if none of them had been."""
    client = Client()
    ask_for_code(client, contact.email)
    code, before = code_in_mail(), dict(client.session)
    for _ in range(3):
        client.post(CONFIRM, {"code": "00000000" if code != "00000000" else "11111111"})
        session = client.session
        session.update(before)
        session.save()
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_who_has_to_begin_again_is_told_why_and_comes_where_they_wanted(contact: User) -> None:
    client, confirm = Client(), f"{CONFIRM}?next=/colleagues"
    ask_for_code(client, contact.email)
    told = ""
    for _ in range(3):
        told = client.post(confirm, {"code": "0"}, follow=True).content.decode()
    assert "worth nothing any more" in told
    assert 'value="/colleagues"' in told
    assert "worth nothing any more" not in client.get("/login/code").content.decode()


def test_a_code_ages(contact: User) -> None:
    client = Client()
    ask_for_code(client, contact.email)
    code = code_in_mail()
    with time_machine.travel(make.now() + timedelta(minutes=16)):
        client.post(CONFIRM, {"code": code})
        assert not is_in(client)


def answer_to(email: str) -> tuple[int, list[Any], str]:
    client = Client()
    asked = ask_for_code(client, email)
    wrong = client.post(CONFIRM, {"code": "12345678"})
    text = (asked.content + wrong.content).decode().replace(email, "…")
    return asked.status_code, asked.redirect_chain, "".join(text.split('name="csrfmiddlewaretoken"')[0])


def test_everybody_gets_the_same_answer_and_only_contacts_a_mail(contact: User) -> None:
    staff, gone = make.person(), make.person(Role.CONTACT, customer=make.customer())
    users.change_user(actor=make.LEAD, at=make.now(), user_id=gone.id, fields={"is_active": False})
    answers = [answer_to(email) for email in (contact.email, staff.email, gone.email, "no@body.test")]
    assert answers == [answers[0]] * 4
    assert [mail.to for mail in deliver()] == [[contact.email]]


def test_the_sixth_mail_within_a_quarter_of_an_hour_is_refused(contact: User) -> None:
    for _ in range(5):
        ask_for_code(Client(), contact.email)
    assert "Too many attempts" in ask_for_code(Client(), contact.email).content.decode()
    assert len(deliver()) == 5


def test_the_code_is_forgotten_once_it_is_sent_and_not_sent_too_late(contact: User) -> None:
    ask_for_code(Client(), contact.email)
    code = code_in_mail()
    assert code not in str(Mail.objects.values())
    ask_for_code(Client(), contact.email)
    assert send_due(clock=lambda: make.now() + timedelta(minutes=20)) == 0
    assert Mail.objects.get(sent_at=None).text == ""


def test_whoever_is_deactivated_between_mail_and_code_stays_out(contact: User) -> None:
    client = Client()
    ask_for_code(client, contact.email)
    code = code_in_mail()
    users.change_user(actor=make.LEAD, at=make.now(), user_id=contact.id, fields={"is_active": False})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)
