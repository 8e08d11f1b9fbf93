"""Nobody who wrote a tool against the published API trips over today's; and the finder of breaks finds breaks."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.contract.breaking import PUBLISHED, TODAY, Comparison, bare

Change = Callable[[dict[str, Any]], object]
_TASKS, _TASK = "/api/v1/tasks", "/api/v1/tasks/{id}"


@pytest.fixture(scope="module")
def today() -> dict[str, Any]:
    return dict(bare(yaml.safe_load(TODAY.read_text())))


def test_todays_api_breaks_nobody(today: dict[str, Any]) -> None:
    published = yaml.safe_load(PUBLISHED.read_text())
    breaks = Comparison(published, today).breaks()
    assert breaks == [], "mend these; only a new major version may state a new baseline in spite of them"


def test_a_document_breaks_nothing_of_itself(today: dict[str, Any]) -> None:
    assert Comparison(today, deepcopy(today)).breaks() == []


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def _drop_parameter(document: dict[str, Any]) -> None:
    parameters = document["paths"][_TASKS]["get"]["parameters"]
    parameters[:] = [parameter for parameter in parameters if parameter.get("name") != "gate"]


BREAKS: dict[str, tuple[Change, str]] = {
    "a path is gone": (lambda d: d["paths"].pop(_TASK), "GET /api/v1/tasks/{id}: removed"),
    "a method is gone": (lambda d: d["paths"][_TASK].pop("patch"), "PATCH /api/v1/tasks/{id}: removed"),
    "an operation has another id": (
        lambda d: d["paths"][_TASKS]["get"].update(operationId="tasks_all"),
        "GET /api/v1/tasks: operationId changed",
    ),
    "an answer lacks a field": (
        lambda d: schema(d, "Task")["properties"].pop("assignee"),
        "GET /api/v1/tasks 200.results[].assignee: removed",
    ),
    "a field is not always there": (
        lambda d: schema(d, "Task")["required"].remove("assignee"),
        "GET /api/v1/tasks 200.results[].assignee: no longer always there",
    ),
    "a field has another type": (
        lambda d: schema(d, "Task")["properties"]["sort_order"].update(type="string"),
        "GET /api/v1/tasks 200.results[].sort_order: type changed from integer to string",
    ),
    "a date becomes a moment": (
        lambda d: schema(d, "Task")["properties"]["due_on"].update(format="date-time"),
        "GET /api/v1/tasks 200.results[].due_on: type changed from ['string', 'null'] date to "
        "['string', 'null'] date-time",
    ),
    "an answer may be null": (
        lambda d: schema(d, "Task")["properties"]["title"].update(type=["string", "null"]),
        "GET /api/v1/tasks 200.results[].title: type changed from string to ['string', 'null']",
    ),
    "a request field is gone": (
        lambda d: schema(d, "TaskRequest")["properties"].pop("phase"),
        "POST /api/v1/tasks body.phase: removed",
    ),
    "a request field is newly required": (
        lambda d: schema(d, "TaskRequest")["required"].append("phase"),
        "POST /api/v1/tasks body.phase: newly required",
    ),
    "a request field takes less": (
        lambda d: schema(d, "TaskRequest")["properties"]["title"].update(maxLength=20),
        "POST /api/v1/tasks body.title: maxLength 300 became 20",
    ),
    "a word is gone": (
        lambda d: schema(d, "TaskStatus")["enum"].remove("skipped"),
        "POST /api/v1/tasks/{id}/transitions body.to: enum value 'skipped' removed",
    ),
    "a parameter is gone": (_drop_parameter, "GET /api/v1/tasks: parameter query:gate removed"),
    "a parameter is newly required": (
        lambda d: d["paths"][_TASKS]["get"]["parameters"][0].update(required=True),
        "GET /api/v1/tasks: parameter query:assignee is newly required",
    ),
    "a good answer has another status": (
        lambda d: d["paths"][_TASKS]["post"]["responses"].pop("201"),
        "POST /api/v1/tasks: 201 removed",
    ),
    "a header is gone": (
        lambda d: d["paths"][_TASK]["get"]["responses"]["200"]["headers"].pop("ETag"),
        "GET /api/v1/tasks/{id} 200: header ETag removed",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_planted_break_is_found(name: str, today: dict[str, Any]) -> None:
    change, told = BREAKS[name]
    changed = deepcopy(today)
    change(changed)
    assert told in Comparison(today, changed).breaks()


HARMLESS: dict[str, Change] = {
    "a new path": lambda d: d["paths"].update({"/api/v1/new": d["paths"][_TASKS]}),
    "a new field in an answer": lambda d: schema(d, "Task")["properties"].update(new={"type": "string"}),
    "a new optional field": lambda d: schema(d, "TaskRequest")["properties"].update(new={"type": "string"}),
    "a new optional parameter": lambda d: d["paths"][_TASKS]["get"]["parameters"].append(
        {"in": "query", "name": "new", "schema": {"type": "string"}}
    ),
    "a new word": lambda d: schema(d, "TaskStatus")["enum"].append("parked"),
    "a wider limit": lambda d: schema(d, "TaskRequest")["properties"]["title"].update(maxLength=9000),
    "a field of a request may be left out": lambda d: schema(d, "TaskRequest")["required"].remove("category"),
    "a request takes null": lambda d: schema(d, "TaskRequest")["properties"]["title"].update(type=["string", "null"]),
    "other words for people": lambda d: d["info"].update(description="Anew"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_the_promises_allow_is_no_break(name: str, today: dict[str, Any]) -> None:
    changed = deepcopy(today)
    HARMLESS[name](changed)
    assert Comparison(today, changed).breaks() == []
