"""Every shape of error becomes a problem."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from rest_framework import exceptions

from implementation.http.handler import answer_problem, field_errors, server_error
from implementation.http.problems import PROBLEM_TYPES, Problem, invalid

REQUEST = SimpleNamespace(path="/api/v1/tasks", META={"REQUEST_ID": "abc"})


def answer(error: Exception) -> Any:
    return answer_problem(error, {"request": REQUEST})


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (exceptions.ValidationError({"title": ["Missing."]}), "invalid-request"),
        (exceptions.ParseError(), "malformed-body"),
        (exceptions.NotAuthenticated(), "not-authenticated"),
        (exceptions.AuthenticationFailed(), "not-authenticated"),
        (exceptions.PermissionDenied("CSRF"), "forbidden"),
        (PermissionDenied("no"), "forbidden"),
        (exceptions.NotFound(), "not-found"),
        (Http404("x"), "not-found"),
        (exceptions.MethodNotAllowed("PUT"), "method-not-allowed"),
        (exceptions.NotAcceptable(), "not-acceptable"),
        (exceptions.UnsupportedMediaType("text/csv"), "unsupported-media-type"),
        (exceptions.Throttled(wait=3), "too-many-requests"),
        (RequestDataTooBig("big"), "too-large"),
        (TooManyFilesSent("many"), "malformed-body"),
        (OperationalError("database is locked"), "database-busy"),
        (Problem("stale", "You have version 1."), "stale"),
    ],
)
def test_each_exception_has_its_type(error: Exception, slug: str) -> None:
    given = answer(error)
    kind = PROBLEM_TYPES[slug]
    assert given.content_type == "application/problem+json"
    assert given.status_code == given.data["status"] == kind.status
    assert (given.data["type"], given.data["title"]) == (f"/problems/{slug}", kind.title)
    assert given.data["detail"]
    assert (given.data["instance"], given.data["request_id"]) == ("/api/v1/tasks", "abc")


def test_a_fault_of_ours_is_left_to_django() -> None:
    assert answer(ZeroDivisionError()) is None
    assert answer(OperationalError("server closed the connection")) is None


def test_who_must_wait_is_told_how_long() -> None:
    assert answer(exceptions.Throttled(wait=2.1))["Retry-After"] == "3"
    assert answer(OperationalError("database is locked"))["Retry-After"] == "5"


def test_who_is_unknown_is_told_how_to_come_in() -> None:
    error = exceptions.NotAuthenticated()
    error.auth_header = "Bearer"  # type: ignore[attr-defined]  # set by Django REST framework's view
    assert answer(error)["WWW-Authenticate"] == "Bearer"


def test_nested_faults_become_json_pointers() -> None:
    faults: Any = {
        "barrier": {"kind": ["Wrong."]}, "depends_on": {1: ["No id."]}, "a/b~c": ["Odd."], "non_field_errors": ["No."]
    }  # fmt: skip
    nested = exceptions.ValidationError(faults)
    assert [fault.pointer for fault in field_errors(nested.detail)] == [
        "/barrier/kind", "/depends_on/1", "/a~1b~0c", "",
    ]  # fmt: skip


def test_a_single_fault_is_told_in_the_detail() -> None:
    assert answer(exceptions.ValidationError({"title": ["Missing."]})).data["detail"] == "/title: Missing."


def test_what_a_problem_adds_is_a_member_of_its_own() -> None:
    refused = Problem("transition-refused", "Not from there.", extra={"allowed": ["done"]})
    assert answer(refused).data["allowed"] == ["done"]


def test_a_field_is_named_by_its_pointer() -> None:
    assert answer(invalid("live_on", "in_future", "It lies in the future.")).data["errors"] == [
        {"pointer": "/live_on", "code": "in_future", "detail": "It lies in the future."}
    ]


def test_a_fault_of_ours_in_the_api_is_a_problem_that_tells_nothing_of_it() -> None:
    given = server_error(RequestFactory().get("/api/v1/tasks"))
    assert given.status_code == 500
    assert given["Content-Type"] == "application/problem+json"
    assert json.loads(given.content)["type"] == "/problems/internal-error"


def test_elsewhere_a_fault_of_ours_is_a_page() -> None:
    assert server_error(RequestFactory().get("/login"))["Content-Type"].startswith("text/html")
