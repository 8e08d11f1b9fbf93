"""Mails to customers' people: the digest on Mondays, moves of the target, and their end by one click."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.models import GoLive, Mail, User
from implementation.reads.digests import standing_of
from implementation.services import customer_mails, users
from tests import factories as make

pytestmark = pytest.mark.django_db


def monday(hour: int = 9) -> datetime:
    day = make.now() - timedelta(days=make.now().weekday())
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def golive() -> GoLive:
    golive = make.golive(at=make.customer("Birch Hospital"), of=make.product("Ambient Scribe"), target_on=make.today())
    make.task(golive, "Name a sponsor", owner_side="customer", customer_visible=True)
    make.task(golive, "Margin review")
    return golive


@pytest.fixture
def contact(golive: GoLive) -> User:
    return make.person(Role.CONTACT, customer=golive.customer)


def mail_customers(*, at: datetime) -> None:
    customer_mails.mail_customers(at=at, standing_of=standing_of)


def mails(kind: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=f"customer-{kind}").order_by("id"))


def link_of(mail: Mail) -> str:
    return str(mail.headers["List-Unsubscribe"]).strip("<>").split("/", 3)[3]


def test_the_digest_tells_what_the_customer_is_shown_once_a_week(golive: GoLive, contact: User) -> None:
    make.person(Role.CONTACT, customer=make.customer())
    make.person()
    for _ in range(2):
        mail_customers(at=monday())
    [mail] = mails("digest")
    assert mail.to == contact.email
    assert "Name a sponsor" in mail.text
    assert f"/go-lives/{golive.id}" in mail.text
    assert "Margin" not in mail.text
    mail_customers(at=monday() + timedelta(days=7))
    assert len(mails("digest")) == 2


@pytest.mark.parametrize("moment", [monday(5), monday() + timedelta(days=1)])
def test_there_is_no_digest_before_monday_morning_nor_after(contact: User, moment: datetime) -> None:
    mail_customers(at=moment)
    assert mails("digest") == []


def test_a_move_of_the_target_is_told_once(golive: GoLive, contact: User) -> None:
    left = make.person(Role.CONTACT, customer=golive.customer)
    users.change_user(actor=make.LEAD, at=make.now(), user_id=left.id, fields={"is_active": False})
    make.target_moved(golive, make.today() + timedelta(days=20), reason="The interface came late")
    for _ in range(2):
        mail_customers(at=make.now())
    [mail] = mails("target")
    assert mail.to == contact.email
    assert "The interface came late" in mail.text


def test_one_click_ends_one_kind_of_mail_and_a_scanner_ends_nothing(golive: GoLive, contact: User) -> None:
    mail_customers(at=monday())
    [mail] = mails("digest")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, program = f"/{link_of(mail)}", Client(enforce_csrf_checks=True)
    assert program.get(link).status_code == 200
    mail_customers(at=monday() + timedelta(days=7))
    assert len(mails("digest")) == 2
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    mail_customers(at=monday() + timedelta(days=14))
    assert len(mails("digest")) == 2
    make.target_moved(golive, make.today() + timedelta(days=20))
    mail_customers(at=make.now())
    assert len(mails("target")) == 1


def test_a_forged_link_ends_nothing(contact: User) -> None:
    assert Client().post(f"/unsubscribe/{contact.id}:digest:x").status_code == 404
