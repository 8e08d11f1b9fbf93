"""A fault of ours is logged with its trace, without the secrets of whoever met it; the answer tells nothing of it."""

from typing import Any

import pytest

from config.celery import app
from implementation import jobs
from implementation.api.views import customers as views
from implementation.models import Mail
from implementation.services import mails
from tests import factories as make
from tests.leaks.listening import BrowserOnRecord, Listener, odd_word

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a customer fails, with the words of an error that repeats what it was given."""

    def fail(**given: Any) -> Any:
        raise RuntimeError(f"{given['fields']} by {given['actor']}")

    monkeypatch.setattr(views, "create_customer", fail)


def test_a_500_with_a_secret_in_its_query_headers_and_body(broken: None, log: Listener) -> None:
    key, in_query, in_name = make.key(), odd_word(), odd_word()
    _, share = make.share_link(make.golive())
    browser = BrowserOnRecord(raise_request_exception=False, headers={"Authorization": f"Bearer {key}"})
    body = {"name": f"http://testserver/s/{share}", "ref": f"?token={in_name}"}
    answer = browser.post(f"{CUSTOMERS}?token={in_query}", body, "application/json")
    assert answer.status_code == 400, "no such parameter"
    answer = browser.post(CUSTOMERS, body, "application/json", headers={"Cookie": "sessionid=a-session-of-theirs"})
    assert answer.status_code == 500
    assert "RuntimeError" in log.text
    assert "Traceback" in log.text
    assert log.tells(key.split("_", 2)[2], in_query, in_name, share, "a-session-of-theirs") == []
    told = answer.content.decode()
    assert not [word for word in ("RuntimeError", "Traceback", share, key) if word in told]


def test_a_page_that_fails_tells_no_more(monkeypatch: pytest.MonkeyPatch, log: Listener) -> None:
    golive = make.golive()
    _, token = make.share_link(golive)

    def fail(*args: Any, **given: Any) -> Any:
        raise RuntimeError("It broke.")

    monkeypatch.setattr("implementation.pages.status.active_share_link", fail)
    answer = BrowserOnRecord(raise_request_exception=False).get(f"/s/{token}")
    assert answer.status_code == 500
    assert token not in answer.content.decode()
    assert "Internal Server Error: /s/***" in log.text
    assert log.tells(token) == []


def test_a_job_that_fails(monkeypatch: pytest.MonkeyPatch, log: Listener) -> None:
    key = make.key()
    _, token = make.invitation(make.customer())

    def fail(**how: Any) -> int:
        text = Mail.objects.filter(kind="invitation").latest("id").text
        raise RuntimeError(f"The mail server did not take {text!r} (Authorization: Bearer {key})")

    monkeypatch.setattr(mails, "send_due", fail)
    result = app.tasks[jobs.send_mails.name].apply(throw=False)
    assert result.failed()
    assert "RuntimeError" in log.text
    assert jobs.send_mails.name in log.text
    assert log.tells(token, key.split("_", 2)[2]) == []
