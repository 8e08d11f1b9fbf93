"""What arrives malformed is refused in words, whatever it is."""

import json
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


@pytest.mark.parametrize(
    ("body", "why"),
    [
        # UTF-8 has no surrogates, not even one of each half; UTF-16 is another encoding.
        (b'{"name": "\xed\xa0\x80"}', "UTF-8"),
        (b'{"\xed\xa0\xbd\xed\xb8\x80": 1}', "UTF-8"),
        ('{"name": "Scribe"}'.encode("utf-16"), "UTF-8"),
        ('{"name": "\\ud800"}'.encode("utf-16-le"), "UTF-8"),
        ('{"\\ud800": 1}', "UTF-8"),
        ('{"name": "Scribe", "ref": "P-1", "name": "Scribe 2"}', "'name' is in one object more than once"),
        ('{"name": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_what_a_body_cannot_be_is_told(body: Any, why: str) -> None:
    answer = post(body)
    assert (answer.status_code, slug(answer)) == (400, "malformed-body")
    assert why in answer.json()["detail"]


def test_a_mark_of_the_encoding_is_no_part_of_the_body() -> None:
    assert post(b'\xef\xbb\xbf{"name": "Scribe"}').status_code == 201


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
    assert answer.json()["detail"] == "A body holds at most 5 MiB; send it in parts."


def test_of_very_many_faults_the_first_hundred_are_told() -> None:
    answer = post(json.dumps({f"field_{number}": 1 for number in range(20_000)}))
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 100
    assert "the first 100" in answer.json()["detail"]


def test_a_word_that_is_none_of_the_list_is_told_the_list() -> None:
    task = factories.task(factories.golive())
    told = [
        tool().post(f"tasks/{task.id}/transitions", {"to": sent}).json()["errors"][0]["detail"]
        for sent in ("finished", ["done"], 5, "x" * 100_000)
    ]
    words = "is none of: todo, in_progress, blocked, done, skipped."
    assert told[:3] == [f'"finished" {words}', f'["done"] {words}', f"5 {words}"]
    assert len(told[3]) < 200


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


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1/nothing", "/api/v1/tasks/7", "/api/v1/tasks/", "/api/v2/tasks", "/api/"]
)
def test_an_unknown_path_is_a_problem_too(path: str) -> None:
    for answer in (Client().get(path), Client(enforce_csrf_checks=True).post(path)):
        assert (answer.status_code, slug(answer)) == (404, "not-found")


def test_a_name_that_is_not_this_servers_is_a_problem_in_the_api_and_a_page_elsewhere() -> None:
    elsewhere = Client(headers={"Host": "evil.example"})
    answer = elsewhere.get("/api/v1/products")
    assert (answer.status_code, slug(answer), pointers(answer)) == (400, "invalid-request", ["Host"])
    assert elsewhere.get("/account/login/")["Content-Type"].startswith("text/html")


def test_an_id_may_be_written_in_capitals() -> None:
    product = factories.product()
    assert tool().get(f"products/{str(product.id).upper()}").json()["id"] == str(product.id)


@pytest.mark.parametrize(
    "tag", ["", "1", '""', '"x"', '"1-0-ab', '"1-0-ab" x', 'x "1-0-ab"', '*, "1-0-ab"', '"1-0-ab", "2-0-ab"', "W/"]
)
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
    for name, value in {"If-None-Match": "*", "If-Unmodified-Since": "Mon, 23 Nov 2020 00:00:00 GMT"}.items():
        answer = caller.patch(f"products/{product.id}", {"name": "X"}, **{name.replace("-", "_"): value})
        assert (answer.status_code, pointers(answer)) == (400, [name])


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


def test_a_state_is_known_by_any_of_the_etags_that_are_sent_and_by_nothing_that_is_no_list_of_them() -> None:
    path = f"products/{factories.product().id}"
    caller = tool()
    tag = caller.get(path)["ETag"]
    known = {
        sent: caller.get(path, If_None_Match=sent).status_code == 304
        for sent in (f'"x", {tag}', f"{tag},W/{tag}", "*", f"x {tag}", f"{tag} x", tag.strip('"'), "")
    }
    assert [*known.values()] == [True, True, True, False, False, False, False], known


def test_each_answer_carries_the_request_id() -> None:
    answer = tool().get("nothing-here", X_Request_ID="my-own-id-1")
    assert answer["X-Request-ID"] == answer.json()["request_id"] == "my-own-id-1"
