"""What arrives malformed is refused in words, whatever it is."""

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db


def post(body: bytes | str, content_type: str = "application/json") -> Any:
    key = factories.key()
    return Client(headers={"Authorization": f"Bearer {key}"}).post(V1 + "products", body, content_type)


@pytest.mark.parametrize(
    "body", ["{", '{"name": NaN}', '{"name": "\\ud800"}', b'{"name": "\xff"}', "[" * 100_000, "", "{} {}"]
)
def test_a_body_that_is_no_json_is_refused(body: Any) -> None:
    answer = post(body)
    assert answer.status_code == 400
    assert slug(answer) in {"malformed-body", "invalid-request"}


@pytest.mark.parametrize("body", ["[]", "null", "5", '"name"', "true"])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    answer = post(body)
    assert (answer.status_code, pointers(answer)) == (400, [""])


@pytest.mark.parametrize("name", ["5", "true", "null", '[""]', '{"a": 1}', '""', '"  "', '"a\\u0000b"'])
def test_a_text_is_a_text(name: str) -> None:
    assert pointers(post(f'{{"name": {name}}}')) == ["/name"]


def test_a_body_above_the_limit_is_refused() -> None:
    answer = post('{"name": "' + "x" * (5 * 2**20) + '"}')
    assert (answer.status_code, slug(answer)) == (413, "too-large")


def test_another_media_type_is_refused() -> None:
    answer = post("name=Scribe", "application/x-www-form-urlencoded")
    assert (answer.status_code, slug(answer)) == (415, "unsupported-media-type")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"])
def test_another_method_is_refused_with_those_that_work(method: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {factories.key()}"})
    answer = client.generic(method, V1 + "products")
    assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
    assert answer["Allow"] == "GET, POST, HEAD"


def test_another_format_is_refused() -> None:
    answer = tool().get("products", Accept="text/turtle")
    assert (answer.status_code, slug(answer)) == (406, "not-acceptable")
    assert "It is served as application/json, text/csv" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/tasks/7", "/api/v1/tasks/", "/api/v2/tasks", "/api/"])
def test_an_unknown_path_is_a_problem_too(path: str) -> None:
    for answer in (Client().get(path), Client(enforce_csrf_checks=True).post(path)):
        assert (answer.status_code, slug(answer)) == (404, "not-found")


@pytest.mark.parametrize("tag", ["1", '"x"', '"1-0-ab", "2-0-ab"', "W/"])
def test_an_if_match_that_is_no_etag_of_ours_is_refused(tag: str) -> None:
    answer = tool().patch(f"products/{factories.product().id}", {"name": "X"}, If_Match=tag)
    assert (answer.status_code, pointers(answer)) == (400, ["If-Match"])


def test_if_match_and_version_may_not_contradict_each_other() -> None:
    answer = tool().patch(f"products/{factories.product().id}", {"version": 2}, If_Match='"1-0-abc"')
    assert (answer.status_code, pointers(answer)) == (400, ["/version"])


def test_any_state_is_good_enough_for_a_star() -> None:
    answer = tool().patch(f"products/{factories.product().id}", {"name": "X"}, If_Match="*")
    assert answer.status_code == 200


def test_a_condition_that_a_write_does_not_look_at_is_refused_and_not_passed_over() -> None:
    product, entry = factories.product(), factories.hours(factories.golive(), 1)
    caller = tool()
    answers = [
        caller.post("products", {"name": "X"}, If_Match='"1-0-abc"'),
        caller.post(f"time-entries/{entry.id}/transitions", {"to": "voided", "reason": "Twice"}, If_Match='"1-0-abc"'),
    ]
    assert [pointers(answer) for answer in answers] == [["If-Match"]] * 2
    answer = caller.patch(f"products/{product.id}", {"name": "X"}, If_None_Match="*")
    assert (answer.status_code, pointers(answer)) == (400, ["If-None-Match"])


def test_no_cache_in_between_keeps_an_answer_for_others() -> None:
    caller = tool("read")
    for path in (
        "products",
        f"products/{factories.product().id}",
        "products?format=csv",
        "products?colour=red",
        "users",
    ):
        assert caller.get(path)["Cache-Control"] == "private, no-cache", path


def test_a_weakened_etag_still_matches() -> None:
    path = f"products/{factories.product().id}"
    caller = tool()
    tag = "W/" + caller.get(path)["ETag"]
    assert caller.get(path, If_None_Match=tag).status_code == 304
    assert caller.patch(path, {"name": "X"}, If_Match=tag).status_code == 200


def test_each_answer_carries_the_request_id() -> None:
    answer = tool().get("nothing-here", X_Request_ID="my-own-id-1")
    assert answer["X-Request-ID"] == answer.json()["request_id"] == "my-own-id-1"
