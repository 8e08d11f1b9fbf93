"""The whole contract on every operation of the API: a new one is held to it by being in the schema."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import factories as make
from tests.contract.world import METHODS, REFERENCES, UNKNOWN, Operation, Tool, World, document, operations

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ON_EVERY_ANSWER = {"X-Request-ID", "RateLimit", "RateLimit-Policy"}
# Bodies that no filter by time of change makes sense of: what is computed as of a day, and the log, which has `since`.
WITHOUT_UPDATED_SINCE = {"measures_list", "trends_list", "forecasts_list", "events_list", "activity_list", "audit_list"}
# Lists that are walked along the log, in the one direction that each has.
ALONG_THE_LOG = {"events_list", "activity_list", "audit_list"}


@pytest.fixture
def tool(settings: Settings) -> Tool:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return Tool(World())


# What a key has to say where a person would be known.
NEEDED = {"time_entries_week": "?person=ada@example.test"}


def faults(found: Iterator[tuple[object, object]]) -> list[str]:
    return [f"{operation}: {fault}" for operation, fault in found if fault]


def of(kind: Callable[[Operation], bool]) -> list[Operation]:
    """The operations of a kind; there are some."""
    chosen = [operation for operation in operations() if kind(operation)]
    assert chosen
    return chosen


READS = of(lambda operation: operation.is_read)
DETAILS = [operation for operation in READS if operation.path.endswith("}") and "/by-ref/" not in operation.path]
LISTS = of(lambda operation: operation.is_list)
WRITES = of(lambda operation: operation.takes_json)


def places(answer: Any) -> set[str]:
    """The places that a 400 names; nothing for another answer."""
    return {fault["pointer"] for fault in answer.json().get("errors", ())} if answer.status_code == 400 else set()


def test_every_path_leads_to_a_row_of_the_world(tool: Tool) -> None:
    nouns = {operation.noun for operation in operations() if "{" in operation.path and "{ref}" not in operation.path}
    assert nouns <= set(tool.world.ids), "tests.contract.world makes a row of each noun"
    assert set(REFERENCES.values()) <= set(tool.world.ids)


def test_every_answer_names_its_request_and_says_what_is_left(tool: Tool) -> None:
    for operation in operations():
        for query in ("", "?colour=blue"):
            answer = tool.call(operation, query=query, X_Request_ID="my-request-1")
            assert answer.status_code < 500, (str(operation), answer.content)
            assert set(answer.headers) >= ON_EVERY_ANSWER, str(operation)
            assert answer["X-Request-ID"] == "my-request-1", str(operation)


def test_every_refusal_is_a_problem_that_names_the_request(tool: Tool) -> None:
    for operation in operations():
        answer = tool.call(operation, query="?colour=blue")
        told = answer.json()
        assert answer["Content-Type"] == "application/problem+json", str(operation)
        assert (told["status"], told["request_id"]) == (answer.status_code, answer["X-Request-ID"]), str(operation)
        assert str(answer.status_code) in operation.described["responses"], str(operation)


def test_every_operation_needs_a_key_and_its_scope(tool: Tool) -> None:
    stranger, scopeless = Client(), Client(headers={"Authorization": f"Bearer {make.key('imports:read')}"})
    for operation in operations():
        path, method = tool.world.path(operation), operation.method.upper()
        answer = stranger.generic(method, path)
        assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Bearer"), str(operation)
        if operation.noun == "imports" and operation.is_read:
            continue
        answer = scopeless.generic(method, path)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/scope-missing"), str(operation)
        assert ":read" in answer.json()["detail"] or ":write" in answer.json()["detail"], str(operation)


def test_a_parameter_that_is_unknown_empty_or_repeated_is_refused_and_named(tool: Tool) -> None:
    def found() -> Iterator[tuple[object, object]]:
        for operation in operations():
            for query in ("colour=blue", "colour=", "fields=", "fields=colour", "limit=1&limit=2"):
                answer = tool.call(operation, query=f"?{query}")
                yield operation, places(answer) != {f"?{query.partition('=')[0]}"} and answer.content

    assert faults(found()) == []


def test_every_list_pages_by_cursor_and_is_the_same_walked_in_steps(tool: Tool) -> None:
    def found() -> Iterator[tuple[object, object]]:
        for operation in LISTS:
            whole = tool.call(operation, query="?limit=200").json()
            yield operation, set(whole) != {"next", "next_cursor", "results"} and whole.keys()
            walked, page = [], tool.call(operation, query="?limit=1").json()
            while page["results"]:
                walked += page["results"]
                if page["next"] is None:
                    break
                assert f"cursor={page['next_cursor']}" in page["next"]
                page = tool.call(operation, query=f"?limit=1&cursor={page['next_cursor']}").json()
            yield operation, walked != whole["results"] and f"{len(walked)} of {len(whole['results'])} rows"
            yield operation, not whole["results"] and str(operation) != "forecasts_list" and "has no row here"

    assert faults(found()) == []


def test_every_list_takes_at_most_200_rows_a_page_and_fields(tool: Tool) -> None:
    for operation in LISTS:
        known = operation.parameters("query")
        assert {"limit", "fields"} <= set(known), str(operation)
        assert "cursor" in known, str(operation)
        assert ("order" in known) is (str(operation) not in ALONG_THE_LOG), str(operation)
        assert ("updated_since" in known) is (str(operation) not in WITHOUT_UPDATED_SINCE), str(operation)
        for wrong in ("limit=201", "limit=0", "cursor=x"):
            assert tool.call(operation, query=f"?{wrong}").status_code == 400, str(operation)
        rows = tool.call(operation, query="?limit=2").json()["results"]
        name = sorted(rows[0])[0] if rows else "id"
        cut = tool.call(operation, query=f"?limit=2&fields={name}").json()["results"]
        assert cut == [{name: row[name]} for row in rows], str(operation)


def test_what_has_an_etag_is_not_sent_again(tool: Tool) -> None:
    for operation in READS:
        answer = tool.call(operation, query=NEEDED.get(str(operation), ""))
        if answer.status_code != 200:
            assert "/by-ref/" in operation.path or operation.path.endswith(("/file", "/left-out")), str(operation)
            continue
        assert operation.headers(200) - {"Location"} <= set(answer.headers), str(operation)
        assert ("ETag" in answer.headers) is ("304" in operation.described["responses"]), str(operation)
        if "ETag" in answer.headers:
            same = tool.call(operation, query=NEEDED.get(str(operation), ""), If_None_Match=answer["ETag"])
            assert (same.status_code, same.content, same["ETag"]) == (304, b"", answer["ETag"]), str(operation)
            other = tool.call(operation, query=NEEDED.get(str(operation), ""), If_None_Match='"0-0-000000"')
            assert other.status_code == 200, str(operation)


def test_every_detail_is_cut_by_fields_and_404_for_strangers(tool: Tool) -> None:
    for operation in DETAILS:
        whole = tool.call(operation).json()
        first, last = sorted(whole)[0], sorted(whole)[-1]
        part = tool.call(operation, query=f"?fields={last},{first}").json()
        assert part == {first: whole[first], last: whole[last]}, str(operation)
        unknown = tool.call(operation, row=UNKNOWN)
        assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/not-found"), str(operation)


def test_the_head_of_a_read_is_its_headers(tool: Tool) -> None:
    for operation in READS:
        head = tool.call(Operation("head", operation.path, operation.described))
        assert (head.status_code, head.content) == (tool.call(operation).status_code, b""), str(operation)
        assert set(head.headers) >= ON_EVERY_ANSWER, str(operation)


def test_a_method_that_a_path_does_not_have_is_405_with_those_it_has(tool: Tool) -> None:
    for path, item in document()["paths"].items():
        for method in set(METHODS) - set(item):
            answer = tool.call(Operation(method, path, next(iter(item.values()))))
            assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed"), (method, path)
            allowed = {word.lower() for word in answer["Allow"].split(", ")} - {"head", "options"}
            assert allowed == set(item) & set(METHODS), (method, path)


def test_a_body_that_is_no_json_object_is_refused_by_every_write(tool: Tool) -> None:
    for operation in WRITES:
        for body in (b"{", b"[]", b"null", b'{"name": "\\ud800"}', b'{"\xed\xa0\x80": 1}', b'{"name": NaN}', b"\xff"):
            assert tool.call(operation, body).status_code == 400, (str(operation), body)


def test_an_unknown_field_is_refused_and_named_by_every_write(tool: Tool) -> None:
    def found() -> Iterator[tuple[object, object]]:
        for operation in WRITES:
            answer = tool.call(operation, {**tool.world.example(operation), "colour": "blue"})
            yield operation, "/colour" not in places(answer) and answer.content

    assert faults(found()) == []


def test_every_write_takes_an_idempotency_key_and_does_an_example_once(tool: Tool) -> None:
    done = 0
    for operation in WRITES:
        assert "Idempotency-Key" in operation.parameters("header"), str(operation)
        assert tool.call(operation, {}, Idempotency_Key="with blank").status_code == 400, str(operation)
        body, key = tool.world.example(operation), f"key-of-{operation}"
        first, again = (tool.call(operation, body, Idempotency_Key=key) for _ in range(2))
        assert again.status_code == first.status_code, (str(operation), first.content, again.content)
        assert ("Idempotency-Replayed" in again.headers) is (first.status_code < 300), (str(operation), again.content)
        done += first.status_code < 300
    assert done > len(WRITES) / 2, "most examples are refused: the test shows little"


def test_conditions_are_looked_at_or_refused_by_every_write(tool: Tool) -> None:
    for operation in WRITES:
        body = {field: value for field, value in tool.world.example(operation).items() if field != "version"}
        for name in ("If-Match", "If-None-Match"):
            known = name in operation.parameters("header")
            answer = tool.call(operation, body, **{name.replace("-", "_"): '"9-9-999999"'})
            if known and name == "If-Match":
                assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale"), str(operation)
            else:
                assert places(answer) == {name}, (str(operation), answer.content)
