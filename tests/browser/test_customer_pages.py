"""Customers' people in a real browser: in by a code with the keyboard, working on a phone; staff by password."""

import os
import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from implementation.access.actors import Role
from implementation.models import GoLive, ShareLink, Task, User
from implementation.services.approvals import request_approval
from implementation.services.customers import change_customer
from implementation.services.mails import send_due
from tests import factories as make
from tests.browser.test_status_page import busy_golive, faults_in_every_shape, focusable, reached_by_tab

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("faults")]
PICTURES = os.environ.get("CROSSING_PICTURES")


def picture(page: Page, name: str) -> None:
    """A screenshot for whoever asked for one by naming a folder."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture
def golive() -> GoLive:
    golive = busy_golive()
    fields = {"subject": "Design of the interface", "asked": "Head of IT", "side": "customer"}
    request_approval(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)
    return golive


@pytest.fixture
def contact(golive: GoLive) -> User:
    return make.person(Role.CONTACT, customer=golive.customer, name="Constance Adler")


def come_in(page: Page, live_server: LiveServer, contact: User) -> None:
    """By a code, with the keyboard alone."""
    page.goto(f"{live_server.url}/login")
    come_in_by_code(page, contact)
    expect(page.get_by_role("heading", level=1)).to_have_text("Go-lives")


def come_in_by_code(page: Page, contact: User) -> None:
    """From the login on."""
    page.get_by_role("link", name="Get a code by e-mail").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(contact.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    send_due(clock=make.now)
    code = re.search(r"^ +(\d+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code[1])
    page.keyboard.press("Enter")


def test_a_contact_comes_in_by_a_code_and_ticks_a_task_on_a_phone(
    page: Page, live_server: LiveServer, golive: GoLive, contact: User
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, live_server, contact)
    picture(page, "customer-list-phone")
    page.get_by_role("link", name=golive.customer.name).click()
    picture(page, "customer-golive-phone")
    button = page.locator("#needed ~ ul").get_by_role("button", name=re.compile("Mark as done")).first
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 24, "large enough for a thumb (WCAG 2.2, 2.5.8)"
    before = Task.objects.filter(golive=golive, status="done").count()
    button.press("Enter")
    expect(page).to_have_url(re.compile("#task-"))
    assert Task.objects.filter(golive=golive, status="done").count() == before + 1
    page.get_by_label("What you want to say").fill("Who comes on Monday?")
    page.get_by_role("button", name="Say it").press("Enter")
    expect(page.get_by_text("Who comes on Monday?")).to_be_visible()


def test_the_customers_pages_are_open_to_everybody_at_every_width(
    page: Page, live_server: LiveServer, golive: GoLive, contact: User
) -> None:
    come_in(page, live_server, contact)
    page.goto(f"{live_server.url}/go-lives/{golive.id}")
    assert faults_in_every_shape(page) == {}
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1100, "height": 800})
    picture(page, "customer-golive")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults_in_every_shape(page) == {}
    assert reached_by_tab(page) == focusable(page) > 10
    fields = {"contacts_may_invite": True}
    change_customer(actor=make.LEAD, at=make.now(), customer_id=golive.customer_id, fields=fields)
    make.invitation(golive.customer, actor=contact.as_actor())
    page.goto(f"{live_server.url}/colleagues")
    expect(page.get_by_role("button", name=re.compile("Withdraw the invitation of"))).to_be_visible()
    assert faults_in_every_shape(page) == {}
    page.get_by_role("link", name="Your mails").click()
    expect(page.get_by_role("button", name="Log out everywhere")).to_be_visible()
    assert faults_in_every_shape(page) == {}


def test_who_was_logged_out_while_writing_loses_no_word(
    page: Page, live_server: LiveServer, golive: GoLive, contact: User
) -> None:
    come_in(page, live_server, contact)
    page.goto(f"{live_server.url}/go-lives/{golive.id}")
    page.get_by_label("What you want to say").fill("Who comes on Monday?")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Say it").click()
    come_in_by_code(page, contact)
    expect(page.get_by_text("was not sent yet")).to_be_visible()
    expect(page.get_by_label("What you want to say")).to_have_value("Who comes on Monday?")
    assert faults_in_every_shape(page) == {}
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_role("article").get_by_text("Who comes on Monday?")).to_be_visible()


@pytest.mark.parametrize("path", ["/login/code", "/password/forgotten", "/invitations/unknown", "/login/closed"])
def test_the_ways_in_are_open_to_everybody(page: Page, live_server: LiveServer, faults: list[str], path: str) -> None:
    page.goto(live_server.url + path)
    assert faults_in_every_shape(page) == {}
    faults[:] = [fault for fault in faults if "404" not in fault]


def test_staff_set_up_a_second_factor(page: Page, live_server: LiveServer) -> None:
    person = make.person(name="Ada Lead")
    page.goto(f"{live_server.url}/login")
    picture(page, "login")
    page.get_by_label("E-mail", exact=True).fill(person.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Your account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert faults_in_every_shape(page) == {}
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.get_by_label("Password").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("img")).to_be_visible()
    picture(page, "second-factor")
    assert faults_in_every_shape(page) == {}


def test_a_share_link_tells_that_somebody_really_looks(page: Page, live_server: LiveServer, golive: GoLive) -> None:
    link, token = make.share_link(golive)
    with page.expect_response(re.compile("/viewed$")) as told:
        page.goto(f"{live_server.url}/s/{token}")
    assert told.value.status == 204
    picture(page, "status")
    assert ShareLink.objects.get(id=link.id).last_viewed_at is not None
