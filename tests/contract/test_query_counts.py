"""What each read of the API costs in queries: committed here, and the same however many rows there are.

A new address that is read and has no entry in `COSTS` fails, and so does a list of which `many_rows` makes no rows.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from implementation.access.actors import Role
from implementation.access.scopes import SENSITIVE_NOUNS
from implementation.services import api_keys
from tests import factories
from tests.contract.many_rows import ASSIGNEE, MOST_COHORTS, add_history, add_rows
from tests.implementation.api.callers import V1, tool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST_OF_A_LIST = 3
# By address, with the query that recognises the key.
COSTS = {
    "activity": 3,
    "api-keys": 2,
    "api-keys/{id}": 2,
    "approvals": 2,
    "approvals/{id}": 2,
    "audit": 3,
    "barriers": 2,
    "barriers/by-ref/{ref}": 3,
    "barriers/{id}": 2,
    "calendar-feeds": 2,
    "calendar-feeds/{id}": 2,
    "cohorts": 2,
    "cohorts/{id}": 2,
    "comments": 2,
    "comments/{id}": 2,
    "customers": 2,
    "customers/by-ref/{ref}": 3,
    "customers/{id}": 2,
    "events": 3,
    "evidence": 2,
    "evidence/{id}": 2,
    "exports": 2,
    "exports/{id}": 2,
    "forecasts": 3,
    "forecasts/scores": 2,
    "go-lives": 2,
    "go-lives/by-ref/{ref}": 3,
    "go-lives/health": 3,
    "go-lives/{id}": 2,
    "go-lives/{id}/days": 5,
    "go-lives/{id}/health": 3,
    "go-lives/{id}/plan": 5,
    "go-lives/{id}/playbook-draft": 7,
    "go-lives/{id}/progress": 3,
    "go-lives/{id}/hours": 3,
    "holds": 2,
    "holds/by-ref/{ref}": 3,
    "holds/{id}": 2,
    "imports": 2,
    "imports/{id}": 2,
    "invitations": 2,
    "invitations/{id}": 2,
    "me/work": 3,
    "measures": 2,
    "measures/{id}": 2,
    "playbook-versions": 2,
    "playbook-versions/{id}": 3,
    "playbook-versions/{id}/diff": 4,
    "playbooks": 2,
    "playbooks/{id}": 2,
    "products": 2,
    "products/by-ref/{ref}": 3,
    "products/{id}": 2,
    "share-links": 2,
    "share-links/{id}": 2,
    "sites": 2,
    "sites/by-ref/{ref}": 3,
    "sites/{id}": 2,
    "status-notes": 2,
    "status-notes/{id}": 2,
    "target-changes": 2,
    "target-changes/by-ref/{ref}": 3,
    "target-changes/{id}": 2,
    "tasks": 2,
    "tasks/by-ref/{ref}": 3,
    "tasks/{id}": 2,
    "time-entries": 2,
    "time-entries/by-ref/{ref}": 3,
    "time-entries/week": 3,
    "time-entries/{id}": 2,
    "trends": 3,
    "trends/{cohort_key}": 6,
    "users": 2,
    "users/{id}": 2,
    "webhook-deliveries": 2,
    "webhook-deliveries/{id}": 2,
    "webhooks": 2,
    "webhooks/{id}": 2,
}
# They answer files, which tests of their own look at.
FILES = {"imports/template", "imports/{id}/left-out", "exports/{id}/file", "evidence/{id}/file"}
OF_A_PERSON = {"me/reminders"}  # a key has none
ASKED = {"me/work": {"person": ASSIGNEE}, "time-entries/week": {"person": ASSIGNEE}}
# Whose own first row will not do: the list that names one that does, and where it names it.
NAMED_BY = {"go-lives/{id}/playbook-draft": ("tasks", "go_live")}
FEW = {"cohorts": MOST_COHORTS}
_CONVERTER = re.compile(r"<\w+:(\w+)>")


@pytest.fixture(autouse=True)
def _the_use_of_the_key_is_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noted anew each minute, and on a busy machine a minute ends between the two calls of an address."""
    monkeypatch.setattr(api_keys, "USE_NOTED_EVERY", timedelta(days=1))


@cache
def addresses() -> dict[str, Any]:
    """Of each address that is read: its view and the action there."""
    reads = {path: (view, actions["get"]) for path, view, actions in routes() if "get" in actions}
    return {path: found for path, found in reads.items() if path not in FILES | OF_A_PERSON}


def routes() -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Of each address of the API: its view, and the action of each method."""
    return walk(get_resolver().url_patterns, "")


def walk(patterns: Any, before: str) -> Iterator[tuple[str, Any, dict[str, str]]]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, path)
        elif isinstance(one, URLPattern) and path.startswith(V1[1:]) and getattr(one.callback, "actions", None):
            view: Any = one.callback
            yield _CONVERTER.sub(r"{\1}", path.removeprefix(V1[1:])), view.cls, view.actions


# Lists too, though they are answered by actions of other names.
COLLECTIONS = ("forecasts/scores", "go-lives/health", "me/work", "time-entries/week")


def lists() -> list[str]:
    return [path for path, (_, action) in addresses().items() if action == "list"]


def costs_of(caller: Any) -> dict[str, int]:
    """Queries of each read, each sent twice: what is computed once and kept is not counted."""
    found = {}
    for path in addresses():
        real = _filled(caller, path)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer = caller.get(real, {"limit": "200"} if path in lists() else ASKED.get(path, {}))
            assert answer.status_code == 200, (real, answer.content)
        found[path] = len(queries)
    return found


def _filled(caller: Any, path: str) -> str:
    """The address of the first row of the list, unless `NAMED_BY` says another."""
    place, brace, rest = path.partition("{")
    if not brace:
        return path
    name, _, after = rest.partition("}")
    noun, member = NAMED_BY.get(path, (place.split("/")[0], name))
    [row, *_] = caller.get(noun).json()["results"]
    if name == "ref":
        addresses()[noun][0].model.objects.filter(pk=row["id"]).update(ref="R-1")
        return f"{place}R-1"
    return f"{place}{row[member if member in row else 'id']}{after}"


def everything() -> Any:
    """A tool that may read everything there is."""
    return tool("read", *(f"{noun}:read" for noun in SENSITIVE_NOUNS), role=Role.LEAD)


def test_every_read_has_its_cost() -> None:
    assert sorted(COSTS) == sorted(addresses())


def test_every_read_costs_the_same_at_3_and_at_30_rows() -> None:
    caller = everything()
    add_history()
    add_rows(3)
    few = costs_of(caller)
    add_rows(27)
    many = costs_of(caller)
    assert {path: (few[path], many[path]) for path in COSTS if (few[path], many[path]) != (COSTS[path],) * 2} == {}
    for path in lists():
        shown = caller.get(path, {"limit": "200"}).json()["results"]
        assert len(shown) >= FEW.get(path, 30), f"many_rows.py makes too few rows of {path}."


def test_a_list_costs_one_query_more_with_a_session(client: Client) -> None:
    add_rows(3)
    client.force_login(factories.person(Role.LEAD))
    for path in (*lists(), *COLLECTIONS):
        client.get(V1 + path, ASKED.get(path))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(V1 + path, ASKED.get(path)).status_code == 200
        assert len(queries) <= COSTS[path] + 1, path


def test_a_list_costs_three_queries_at_most() -> None:
    assert [path for path in (*lists(), *COLLECTIONS) if COSTS[path] > MOST_OF_A_LIST] == []
