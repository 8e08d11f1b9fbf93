"""The admin site in a real browser: it needs no script, and the policy of the pages breaks nothing."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from implementation.access.actors import Role
from tests import factories as make
from tests.browser.test_customer_pages import picture
from tests.browser.test_status_page import busy_golive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("faults")]


def test_a_lead_finds_a_go_live_and_walks_to_its_tasks_and_what_happened(page: Page, live_server: LiveServer) -> None:
    golive, lead = busy_golive(), make.person(Role.LEAD, name="Ada Lead")
    make.task(golive, "Write back")
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail", exact=True).fill(lead.email)
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Records, to be looked at")
    picture(page, "records")
    page.locator("#content-main").get_by_role("link", name="Go-lives", exact=True).click()
    page.locator("#searchbar").fill(golive.customer.name)
    page.keyboard.press("Enter")
    picture(page, "records-list")
    page.get_by_role("link", name=str(golive)).click()
    expect(page.get_by_role("link", name="tasks", exact=True)).to_be_visible()
    picture(page, "records-row")
    assert page.locator("main").locator("input, select, textarea").count() == 0
    page.get_by_role("link", name="tasks", exact=True).click()
    picture(page, "records-tasks")
    page.get_by_role("link", name="Write back").click()
    page.get_by_role("link", name="events about it").click()
    expect(page.locator("#result_list")).to_contain_text("task.created")
    picture(page, "records-events")
