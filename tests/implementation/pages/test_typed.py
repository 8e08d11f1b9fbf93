"""What people type is not lost: where it is refused, or they were logged out, or logged in anew, meanwhile."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from implementation.access.actors import Role
from implementation.models import Comment, GoLive, User
from implementation.pages import typed
from implementation.services.approvals import request_approval
from implementation.services.customers import change_customer
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = 'Who comes on "Monday" <b>early</b>?'
OURS = {"Origin": "http://testserver"}


@pytest.fixture
def golive() -> GoLive:
    return make.golive(at=make.customer("Birch Hospital"), playbook=None)


@pytest.fixture
def contact(golive: GoLive) -> User:
    return make.person(Role.CONTACT, customer=golive.customer)


def logged_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def token_on(answer: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert found is not None
    return found[1]


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def test_what_is_refused_stands_in_its_form_again(golive: GoLive, contact: User) -> None:
    client, page = logged_in(contact), f"/go-lives/{golive.id}"
    task = make.task(golive, owner_side="customer", customer_visible=True)
    fields = {"subject": "Design", "asked": "The board", "side": "customer"}
    asked = request_approval(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)
    refused = client.post(f"{page}/comments", {"text": WORDS, "task": "none of them"})
    assert (refused.status_code, escape(WORDS) in shown(refused)) == (400, True)
    refused = client.post(f"{page}/proofs", {"task": "", "note": WORDS})
    assert (refused.status_code, escape(WORDS) in shown(refused)) == (400, True)
    refused = client.post(f"{page}/comments", {"text": " ", "task": str(task.id)})
    assert f'<option value="{task.id}" selected>' in shown(refused)
    client.post(f"{page}/approvals/{asked.id}", {"to": "approved"})
    refused = client.post(f"{page}/approvals/{asked.id}", {"to": "rejected", "reason": WORDS})
    assert refused.status_code == 409
    change_customer(
        actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields={"contacts_may_invite": True}
    )
    refused = client.post("/colleagues", {"email": "no address", "name": WORDS})
    assert (refused.status_code, escape(WORDS) in shown(refused)) == (400, True)
    assert "email:" not in shown(refused), "told to people, not to programs"


def test_a_refused_reason_opens_its_form_again(golive: GoLive, contact: User) -> None:
    fields = {"subject": "Design", "asked": "The board", "side": "customer"}
    asked = request_approval(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)
    path = f"/go-lives/{golive.id}/approvals/{asked.id}"
    refused = logged_in(contact).post(path, {"to": "approved_with_conditions", "condition": "", "reason": WORDS})
    assert refused.status_code == 400
    assert re.search(r"<details open><summary>Reject", shown(refused))
    assert escape(WORDS) in shown(refused)


def test_who_was_logged_out_while_writing_finds_it_after_logging_in(golive: GoLive, contact: User) -> None:
    client, page = Client(), f"/go-lives/{golive.id}"
    sent = client.post(f"{page}/comments", {"text": WORDS})
    assert sent["Location"] == f"/login?next={page}"
    client.force_login(contact)
    assert escape(WORDS) in shown(client.get(page))
    assert escape(WORDS) not in shown(client.get(page)), "told once"
    assert not Comment.objects.exists(), "it is for the person to send"


def test_it_is_told_on_its_own_page_only_and_not_for_ever(
    golive: GoLive, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make.golive(at=golive.customer, playbook=None)
    client = Client()
    client.post(f"/go-lives/{golive.id}/comments", {"text": WORDS})
    client.force_login(contact)
    assert escape(WORDS) not in shown(client.get(f"/go-lives/{other.id}"))
    monkeypatch.setattr(typed, "KEPT_FOR", timedelta(0).total_seconds())
    assert escape(WORDS) not in shown(client.get(f"/go-lives/{golive.id}"))


def test_one_address_has_little_kept_before_it_logs_in(golive: GoLive) -> None:
    path = f"/go-lives/{golive.id}/comments"
    clients = [Client() for _ in range(22)]
    for client in clients:
        client.post(path, {"text": WORDS}, REMOTE_ADDR="192.0.2.77")
    assert sum("typed" in client.session for client in clients) == 20


def test_what_another_window_made_stale_is_shown_again_to_be_sent(golive: GoLive, contact: User) -> None:
    client, page = logged_in(contact, enforce_csrf_checks=True), f"/go-lives/{golive.id}"
    client.get(page)
    sent = client.post(f"{page}/comments", {"text": WORDS, "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    assert (sent.status_code, sent["Location"]) == (302, page)
    again = client.get(page)
    assert escape(WORDS) in shown(again)
    good = {"text": WORDS, "csrfmiddlewaretoken": token_on(again)}
    assert client.post(f"{page}/comments", good, headers=OURS).status_code == 302
    assert Comment.objects.get().text == WORDS


@pytest.mark.parametrize("sender", [None, "https://evil.test", "null"])
def test_of_what_another_site_sends_nothing_is_kept(golive: GoLive, contact: User, sender: str | None) -> None:
    client = logged_in(contact, enforce_csrf_checks=True)
    headers = {"Origin": sender} if sender else {}
    sent = client.post(f"/go-lives/{golive.id}/comments", {"text": WORDS}, headers=headers)
    assert (sent.status_code, "too old" in shown(sent)) == (403, True)
    assert WORDS not in shown(client.get(f"/go-lives/{golive.id}"))


@pytest.mark.parametrize(("path", "page"), [("/login", "/login"), ("/logout", "/")])
def test_a_form_that_is_too_old_is_told_in_our_words(path: str, page: str) -> None:
    sent = Client(enforce_csrf_checks=True).post(path, {"login": "ada@example.test"}, headers=OURS)
    assert (sent.status_code, f'<a href="{page}">' in shown(sent)) == (403, True)
    assert "no-store" in sent["Cache-Control"]


def test_where_only_posts_go_whoever_opens_it_is_led_to_the_page(golive: GoLive, contact: User) -> None:
    client, page = logged_in(contact), f"/go-lives/{golive.id}"
    row = golive.id
    for path in (f"{page}/comments", f"{page}/proofs", f"{page}/approvals/{row}", f"{page}/tasks/{row}/tick"):
        assert client.get(path)["Location"] == page
        assert client.delete(path).status_code == 405
    assert client.get(f"/colleagues/invitations/{row}/withdraw")["Location"] == "/colleagues"


def test_posts_of_the_pages_are_counted_like_requests_of_the_api(golive: GoLive, contact: User, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    client, path = logged_in(contact), f"/go-lives/{golive.id}/comments"
    answers = [client.post(path, {"text": WORDS}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert Comment.objects.count() == 3


def test_the_list_of_golives_is_not_kept_by_the_browser(contact: User) -> None:
    assert logged_in(contact).get("/")["Cache-Control"] == "private, no-store"
