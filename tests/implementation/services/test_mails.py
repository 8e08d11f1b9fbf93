"""The post: rows first, sent once, tried again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from implementation.models import Mail
from implementation.services import mails
from tests import factories as make

pytestmark = pytest.mark.django_db


def post(**fields: Any) -> Mail:
    letter = mails.Letter(**{"kind": "test", "to": "a@example.test", "subject": "Hello", "text": "You", **fields})
    return mails.post(letter, at=make.now())


def send(*, later: timedelta = timedelta(0)) -> int:
    def clock() -> datetime:
        return make.now() + later

    return mails.send_due(clock=clock)


class Broken(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no server")


@pytest.fixture
def no_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"


def test_a_mail_is_sent_once() -> None:
    post(headers={"List-Unsubscribe": "<https://x.test/>"})
    assert (send(), send()) == (1, 0)
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["a@example.test"], "Hello", "You")
    assert sent.extra_headers["List-Unsubscribe"] == "<https://x.test/>"


def test_a_subject_is_one_line() -> None:
    post(subject="Hello\nBcc: all@example.test")
    send()
    assert mail.outbox[0].subject == "Hello Bcc: all@example.test"


@pytest.mark.usefixtures("no_server")
def test_a_mail_that_fails_waits_longer_each_time_and_is_given_up_in_the_end() -> None:
    post()
    waited = timedelta(0)
    for wait in (*mails.WAITS, timedelta(days=1)):
        assert send(later=waited) == 0
        row = Mail.objects.get()
        assert row.last_error == "ConnectionRefusedError"
        assert send(later=waited) == 0
        waited += wait + timedelta(seconds=5)
    assert (row.due_at, row.attempts) == (None, len(mails.WAITS) + 1)


def test_a_mail_whose_sender_died_is_sent_by_another() -> None:
    row = post()
    assert mails._claim(make.now()) == row
    assert send() == 0
    assert send(later=timedelta(minutes=3)) == 1


def test_secrets_and_old_mails_are_forgotten() -> None:
    post(secret=True, text="code")
    post(text="digest")
    send()
    assert sorted(Mail.objects.values_list("text", flat=True)) == ["", "digest"]
    mails.forget_old(at=make.now() + timedelta(days=31))
    assert not Mail.objects.exists()
