"""The pages in a real browser: Chromium, without a network."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.waiting import PATIENCE

# A page of the whole API takes a while to draw on a machine that runs other tests beside it.
_PATIENCE_MS = PATIENCE * 1000
expect.set_options(timeout=_PATIENCE_MS)
CHOICE = "CROSSING_TEST_BROWSER"
_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get(CHOICE) or shutil.which("chromium") or shutil.which("chromium-browser")
    path = path or shutil.which("google-chrome")
    if path is None:
        pytest.fail(
            "No browser was found for the tests of the pages. Debian, Ubuntu: apt-get install chromium; elsewhere name "
            f"a Chromium or Chrome: {CHOICE}=/path/to/chrome.",
            pytrace=False,
        )
    return {**browser_type_launch_args, "executable_path": path, "args": _QUIET}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each test names its own server."""


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in the tests' thread, which Django takes for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(context: BrowserContext, live_server: LiveServer) -> BrowserContext:
    """Reaches the tests' server and nothing else: whatever a page asked of elsewhere would fail the test."""
    strayed: list[str] = []

    def stay(route: Any) -> None:
        if route.request.url.startswith((live_server.url, "data:")):
            route.continue_()
        else:
            strayed.append(route.request.url)
            route.abort()

    context.route("**/*", stay)
    context.set_default_timeout(_PATIENCE_MS)
    return context


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser complained of while the pages were shown: nothing."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    yield told
    assert told == []


def barriers_to_access(page: Page) -> list[str]:
    """What axe finds, each with the rule and the place. A page is judged in its own colours, not before they came."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
