"""What docs/api.md tells people to run, run as it stands there against a real server."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from implementation.access.actors import Role
from implementation.http.bulk import MOST_ITEMS
from implementation.http.pagination import DEFAULT_LIMIT, MAX_LIMIT
from implementation.http.problems import PROBLEM_TYPES
from implementation.models import Event, GoLive, Task, TimeEntry, WebhookEndpoint
from implementation.services.followers import number_events
from implementation.services.stored_responses import KEPT_FOR
from tests import factories as make
from tests.contract.recipes import PAGE, recipe, run, run_shell, told_by_example

pytestmark = pytest.mark.django_db(transaction=True)
# What stands in the example portfolio, which a first server comes with: names of products are taken once.
EXAMPLE_PRODUCTS = ("Ambient Scribe", "Imaging Triage")


@pytest.fixture(autouse=True)
def _a_server_as_it_comes(transactional_db: None) -> None:
    make.starter()
    for name in EXAMPLE_PRODUCTS:
        make.product(name)


def answers(printed: str) -> list[dict[str, Any]]:
    """The JSON documents in what a recipe printed, one behind the other."""
    found, place, decoder = [], 0, json.JSONDecoder()
    while place < len(printed.rstrip()):
        value, place = decoder.raw_decode(printed, place)
        found.append(value)
        place += len(printed[place:]) - len(printed[place:].lstrip())
    return found


def test_the_calls_among_the_promises_answer_as_they_are_said_to(live_server: LiveServer, tmp_path: Path) -> None:
    make.starter()
    code = told_by_example()
    script = f"{{\n{code}\n}} 2> statuses"
    printed = run_shell(script, tmp_path, CROSSING=live_server.url, KEY=make.key())
    said = re.findall(r"#\s(\d{3})$", code, re.MULTILINE)
    assert len(said) > 15
    assert (tmp_path / "statuses").read_text().split() == said
    assert "/title" in printed


def test_with_curl_a_golive_is_made_and_worked_on_and_a_retry_does_no_harm(
    live_server: LiveServer, tmp_path: Path
) -> None:
    printed = run_shell(recipe("curl", "sh"), tmp_path, CROSSING=live_server.url, KEY=make.key())
    tasks, moved, logged, again, _ = answers(printed)
    assert [set(task) for task in tasks["results"]] == [{"id", "title", "due_on"}] * 5
    assert moved["status"] == "in_progress"
    assert logged["id"] == again["id"]
    assert TimeEntry.objects.get().minutes == 150
    assert GoLive.objects.get().ref == "PRJ-7"


def test_the_curl_recipe_may_be_run_again(live_server: LiveServer, tmp_path: Path) -> None:
    key = make.key()
    for _ in range(2):
        run_shell(recipe("curl", "sh"), tmp_path, CROSSING=live_server.url, KEY=key)
    assert (GoLive.objects.count(), TimeEntry.objects.count()) == (1, 1)


def test_a_generated_python_client_does_the_first_steps(live_server: LiveServer, tmp_path: Path) -> None:
    reached = {"CROSSING": live_server.url, "KEY": make.key()}
    told = run_shell(f"{{\n{recipe('A Python client', 'sh')}\n}} 2>&1", tmp_path, **reached)
    assert "warning" not in told.lower()
    program = recipe("A Python client", "python")
    printed = run("python", "-c", program, folder=tmp_path, **reached).splitlines()
    started = Task.objects.get(status="in_progress")
    assert printed[0] == f"{Task.objects.count()} tasks; {started.title} is in_progress"
    assert re.match(r"4\d\d ", printed[1])
    run("python", "-c", program, folder=tmp_path, **reached)
    assert (GoLive.objects.count(), Task.objects.filter(status="in_progress").count()) == (1, 1)


def test_a_rest_hook_is_subscribed_and_unsubscribed(live_server: LiveServer, tmp_path: Path) -> None:
    key = make.key("webhooks:write", "events:read", role=Role.LEAD)
    reached = {"CROSSING": live_server.url, "KEY": key, "TARGET": "https://hooks.zapier.example/1/abc"}
    [disabled] = answers(run_shell(recipe("REST hooks, as Zapier and its kin speak them", "sh"), tmp_path, **reached))
    hook = WebhookEndpoint.objects.get()
    assert (hook.url, hook.kinds, disabled["state"]) == (reached["TARGET"], ["go-live.live", "task.*"], "disabled")


def test_a_sample_for_a_hook_comes_from_the_feed(live_server: LiveServer, tmp_path: Path) -> None:
    golive = make.golive()
    for _ in range(4):
        make.task(golive)
    number_events()
    code = recipe("REST hooks, as Zapier and its kin speak them", "sh", 1)
    [page] = answers(run_shell(code, tmp_path, CROSSING=live_server.url, KEY=make.key("events:read")))
    assert [event["kind"] for event in page["results"]] == ["task.created"] * 3
    positions = [event["position"] for event in page["results"]]
    created = Event.objects.filter(kind="task.created").order_by("position")
    assert positions == list(created.values_list("position", flat=True)[:3])


def list_generate(
    initial: Callable[[], Any],
    condition: Callable[[Any], bool],
    following: Callable[[Any], Any],
    select: Callable[[Any], Any],
) -> Iterator[Any]:
    """Power Query's List.Generate: select(x) for x = initial(), following(x), … while condition(x)."""
    value = initial()
    while condition(value):
        yield select(value)
        value = following(value)


def test_power_bis_query_gets_every_row_once(live_server: LiveServer) -> None:
    query = recipe("Power BI", "powerquery")
    [server], [path], [limit] = (
        re.findall(rf'{name} = "(.*?)"', query) for name in ("Server", "RelativePath", "limit")
    )
    assert server == "http://127.0.0.1:8000"
    assert "each if [next_cursor] = null then null else Page([next_cursor])" in query
    made = {str(make.golive().id) for _ in range(7)}
    asked: list[dict[str, str]] = []
    credentials = ("any", make.key("read"))

    def page(cursor: str | None) -> Any:
        asked.append({"limit": limit} | ({} if cursor is None else {"cursor": cursor}))
        return requests.get(
            f"{live_server.url}/{path}", params={**asked[-1], "limit": "3"}, auth=credentials, timeout=30
        ).json()

    pages = list_generate(
        lambda: page(None),
        lambda shown: shown is not None,
        lambda shown: None if shown["next_cursor"] is None else page(shown["next_cursor"]),
        lambda shown: shown["results"],
    )
    rows = [row["id"] for shown in pages for row in shown]
    assert sorted(rows) == sorted(made)
    assert len(asked) == 3


def test_every_problem_type_is_in_the_table_of_errors() -> None:
    errors = PAGE.read_text().partition("\n## Errors\n")[2].partition("\n## ")[0]
    assert [slug for slug in PROBLEM_TYPES if f"`{slug}`" not in errors] == []


def test_every_problem_type_is_named_by_a_test_that_reaches_it() -> None:
    tests = "".join(path.read_text() for path in (settings.BASE_DIR / "tests").rglob("test_*.py"))
    assert [slug for slug in PROBLEM_TYPES if f'"{slug}"' not in tests and f'/{slug}"' not in tests] == []


def test_the_limits_that_are_told_are_those_that_hold() -> None:
    page = PAGE.read_text()
    limits = page.partition("\n## Limits\n")[2].partition("\n## ")[0]
    assert f"{MAX_LIMIT} rows a page, {MOST_ITEMS} items of a bulk request, " in limits
    assert f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MiB a body" in limits
    assert f"`limit` is {DEFAULT_LIMIT} unless said, at most {MAX_LIMIT}" in page
    assert f"for {KEPT_FOR.days * 24} hours" in page


def test_every_recipe_is_run_here() -> None:
    recipes = PAGE.read_text().partition("\n## Recipes\n")[2]
    assert re.findall(r"^### (.*)$", recipes, re.MULTILINE) == [
        "curl",
        "A Python client",
        "REST hooks, as Zapier and its kin speak them",
        "Power BI",
        "Salesforce",
    ]
