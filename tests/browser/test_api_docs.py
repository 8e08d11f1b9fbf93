"""Swagger UI and Redoc in a real browser that reaches this server and nothing else."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
# Swagger UI draws what is in view and no more: here, all of it.
_TALL: ViewportSize = {"width": 1280, "height": 40_000}


@pytest.mark.usefixtures("faults")
def test_swagger_ui_shows_every_noun_and_an_operations_example(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size(_TALL)
    page.goto(f"{live_server.url}/api/docs")
    expect(page.get_by_role("heading", name="Crossing")).to_be_visible()
    for noun in ("go-lives", "tasks", "time-entries", "events", "trends"):
        expect(page.locator(f"#operations-tag-{noun}")).to_be_visible()
    operation = page.locator("#operations-tasks-tasks_transition")
    operation.locator(".opblock-summary-control").click()
    expect(operation.get_by_text("No test system before May.")).to_be_visible()
    expect(operation.get_by_text("Idempotency-Key").first).to_be_visible()


@pytest.mark.usefixtures("faults")
def test_swagger_ui_calls_the_api_with_a_key(page: Page, live_server: LiveServer) -> None:
    make.product("Ambient Scribe")
    page.set_viewport_size(_TALL)
    page.goto(f"{live_server.url}/api/docs")
    page.get_by_role("button", name="Authorize").click()
    form = page.locator(".auth-container", has_text="apiKey (http, Bearer)")
    form.get_by_role("textbox").fill(make.key("read"))
    form.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").first.click()
    operation = page.locator("#operations-products-products_list")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table").get_by_text("Ambient Scribe")).to_be_visible()


@pytest.mark.slow
@pytest.mark.usefixtures("faults")
def test_redoc_shows_every_noun(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/api/redoc")
    expect(page.get_by_role("heading", name="Crossing").first).to_be_visible()
    for noun in ("go-lives", "tasks", "time-entries", "events", "trends"):
        expect(page.get_by_role("menuitem", name=noun, exact=True)).to_be_visible()
