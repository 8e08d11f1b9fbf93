"""The pages as people meet them: readable on a phone, with a keyboard, with a screen reader, in the dark."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from implementation.access.actors import Role
from implementation.models import GoLive, Task
from tests import factories as make
from tests.browser.conftest import barriers_to_access

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("faults")]

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# A phone, a tablet, a desk.
WIDTHS = (390, 768, 1200)


def busy_golive() -> GoLive:
    """One of which every part of the page has something to tell."""
    customer = make.customer("Regional University Hospital of Middle Westphalia and its seventeen outpatient clinics")
    golive = make.golive(
        at=customer, of=make.product("Ambient notes"), site=make.site(customer), playbook=make.starter(), stage="pilot"
    )
    target = golive.target_on or make.today()
    make.target_moved(golive, target + timedelta(days=20), reason="The interface engine's upgrade came first")
    make.hold(golive, make.days_ago(4), reason="Winter pressure")
    for task in Task.objects.filter(golive=golive, due_on__lt=make.days_ago(10)):
        make.tick(task, override=True, reason="test")
    blocked = Task.objects.filter(golive=golive, status="todo", customer_visible=True).first()
    make.barrier(golive, task=blocked, customer_note="We wait for the VPN: https://example.test/" + "long" * 30)
    return golive


@pytest.fixture
def open_status(page: Page, live_server: LiveServer) -> Callable[[], GoLive]:
    def open_it() -> GoLive:
        golive = busy_golive()
        page.goto(f"{live_server.url}/s/{make.share_link(golive)[1]}")
        return golive

    return open_it


@pytest.fixture
def log_in(page: Page, live_server: LiveServer) -> Callable[[], None]:
    """Through the form, with the keyboard alone."""

    def enter() -> None:
        person = make.person(name="Ada Lead")
        page.goto(live_server.url)
        expect(page.get_by_label("E-mail")).to_be_focused()
        page.keyboard.type(person.email)
        page.keyboard.press("Tab")
        page.keyboard.type(make.PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Go-lives")

    return enter


def fits(page: Page) -> bool:
    """Nothing is wider than the window, so that nobody scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def faults_in_every_shape(page: Page) -> dict[tuple[str, int], list[str]]:
    """What is wrong, by scheme and width: what axe finds, and whether anything is wider than the window."""
    found = {}
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found[scheme, width] = [*barriers_to_access(page), *([] if fits(page) else ["scrolls sideways"])]
    return {shape: faults for shape, faults in found.items() if faults}


def focusable(page: Page) -> int:
    return page.locator("a[href], button, input:not([type=hidden]), summary, [tabindex='0']").count()


def reached_by_tab(page: Page) -> int:
    """How many different elements the Tab key comes to, each with an outline or a place that shows it."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(focusable(page)):
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.dataset.reached = 'yes'")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none"
    return page.locator("[data-reached]").count()


def test_the_status_page_is_open_to_everybody_at_every_width(page: Page, open_status: Callable[[], GoLive]) -> None:
    open_status()
    assert faults_in_every_shape(page) == {}


def test_the_status_page_tells_everything_in_its_order(page: Page, open_status: Callable[[], GoLive]) -> None:
    open_status()
    headings = page.get_by_role("heading").all_text_contents()
    assert [re.sub(r"\s+", " ", text).strip() for text in headings] == [
        "Ambient notes pilot", "Needed from you", "What blocks it", "Progress", "Target",
    ]  # fmt: skip
    expect(page.locator(".sentence")).to_contain_text("on hold since")
    bars = page.get_by_role("progressbar")
    assert bars.count() == page.locator(".progress tr").count() - 1
    for bar in bars.all():
        box = bar.bounding_box()
        assert box is not None
        assert box["width"] > 40


def test_a_keyboard_reaches_everything_on_the_status_page(page: Page, open_status: Callable[[], GoLive]) -> None:
    open_status()
    assert reached_by_tab(page) == focusable(page) > 2
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details p").first).to_be_visible()


def test_the_first_tab_leads_past_the_header(page: Page, log_in: Callable[[], None]) -> None:
    log_in()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_staff_find_their_golives_at_every_width(page: Page, log_in: Callable[[], None]) -> None:
    golive = busy_golive()
    make.golive(live_on=make.days_ago(3))
    make.golive(cancelled_on=make.days_ago(3))
    log_in()
    assert faults_in_every_shape(page) == {}
    assert reached_by_tab(page) == focusable(page)
    page.get_by_role("link", name=golive.customer.name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ambient notes")
    assert barriers_to_access(page) == []


@pytest.mark.parametrize("path", ["/login", "/s/unknown", "/nothing-here"])
def test_the_way_in_and_the_ways_out_are_open_to_everybody(
    page: Page, live_server: LiveServer, faults: list[str], path: str
) -> None:
    page.goto(live_server.url + path)
    assert faults_in_every_shape(page) == {}
    faults[:] = [fault for fault in faults if "404" not in fault]


def test_a_wrong_password_is_told_and_the_address_kept(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/login")
    page.get_by_label("E-mail").fill("ada@example.test")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail")).to_have_value("ada@example.test")


def test_a_page_that_the_role_does_not_open_has_a_way_out(
    page: Page, live_server: LiveServer, faults: list[str]
) -> None:
    reader = make.person(Role.READER)
    page.goto(f"{live_server.url}/login")
    page.get_by_label("E-mail").fill(reader.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not for you to see")
    assert barriers_to_access(page) == []
    page.get_by_role("button", name=re.compile("Log out")).click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    faults[:] = [fault for fault in faults if "403" not in fault]
