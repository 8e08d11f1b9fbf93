"""Playbooks through HTTP: reading, checking, comparing, publishing."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from implementation.access.actors import Role
from implementation.api.example_playbooks import CONTENT
from implementation.models import Event, Playbook, PlaybookVersion
from implementation.playbooks.content import is_same, yaml_of
from implementation.playbooks.loader import load_playbook, playbook_of
from tests import factories
from tests.implementation.api.callers import V1, Tool, pointers, slug, tool
from tests.implementation.playbooks.builders import Fields, a_playbook, a_task

pytestmark = pytest.mark.django_db


def lead() -> Tool:
    return tool("read", "playbooks:write", role=Role.LEAD)


def sent(caller: Tool, path: str, body: Any, content_type: str) -> Any:
    """A body that is no JSON."""
    headers = {"Authorization": f"Bearer {caller.key}"}
    if content_type == "multipart/form-data":
        return Client().post(V1 + path, body, headers=headers)
    return Client().post(V1 + path, body, content_type, headers=headers)


def edited(version: str, **fields: Any) -> Fields:
    return {**a_playbook(), "version": version, **fields}


def published(caller: Tool, body: Fields) -> Any:
    """A new playbook, as it is answered."""
    answer = caller.post("playbooks", body)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def test_playbooks_and_their_versions_are_listed() -> None:
    version = factories.starter()
    caller = tool("read")
    [playbook] = caller.get("playbooks", {"key": "ambient-documentation"}).json()["results"]
    assert playbook == caller.get(f"playbooks/{playbook['id']}").json()
    assert (playbook["newest_version"], playbook["newest_number"]) == (str(version.id), "1.0.0")
    [listed] = caller.get("playbook-versions", {"playbook": playbook["id"]}).json()["results"]
    assert (listed["id"], listed["playbook_key"]) == (str(version.id), "ambient-documentation")
    assert "tasks" not in listed


def test_a_version_is_read_with_its_tasks_in_order() -> None:
    version = factories.starter()
    shown = tool("read").get(f"playbook-versions/{version.id}").json()
    assert [task["key"] for task in shown["tasks"]] == list(
        version.tasks.order_by("sort_order").values_list("key", flat=True)
    )


def test_a_new_playbook_is_published_with_its_first_version() -> None:
    answer = lead().post("playbooks", a_playbook())
    playbook = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/playbooks/{playbook['id']}")
    assert (playbook["key"], playbook["newest_number"]) == ("small", "1.0.0")
    assert PlaybookVersion.objects.get().tasks.get().key == "connect"
    told = Event.objects.filter(actor_kind="api_key").order_by("id").values_list("kind", flat=True)
    assert list(told) == ["playbook.created", "playbook-version.published"]


def test_the_next_version_is_published_and_becomes_the_newest() -> None:
    caller = lead()
    playbook = published(caller, a_playbook())
    answer = caller.post(f"playbooks/{playbook['id']}/versions", edited("1.1.0", title="Other"))
    version = answer.json()
    assert (answer.status_code, version["number"]) == (201, "1.1.0")
    assert answer["Location"] == f"/api/v1/playbook-versions/{version['id']}"
    now = caller.get(f"playbooks/{playbook['id']}").json()
    assert (now["newest_version"], now["title"]) == (version["id"], "Other")


@pytest.mark.parametrize(
    "content_type", ["application/yaml", "application/x-yaml", "text/yaml; charset=utf-8", "multipart/form-data"]
)
def test_a_file_is_taken_as_well_as_json(content_type: str) -> None:
    text = "# my own\n" + yaml_of(a_playbook(title="Schätzung"))
    file = SimpleUploadedFile("mine.yaml", text.encode())
    body: Any = {"file": file} if content_type == "multipart/form-data" else text.encode()
    answer = sent(lead(), "playbooks", body, content_type)
    assert (answer.status_code, answer.json()["title"]) == (201, "Schätzung")


def test_all_faults_are_told_at_once_each_with_its_place_and_remedy() -> None:
    tasks = [
        a_task("a", owner="vendr", depends_on=["ghost"]),
        a_task("b", depends_on=["c"]),
        a_task("c", depends_on=["b"]),
        a_task("late", phase="hypercare", offset_days=40),
        a_task("early", phase="build", depends_on=["late"], offset_days=50),
        a_task("baa", gate=True),
        a_task("go-no-go", phase="readiness", gate=True, offset_days=9),
        a_task("too-soon", depends_on=["go-no-go"], phase="readiness"),
    ]
    answer = lead().post("playbooks", a_playbook(*tasks, product_type="x" * 61))
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")
    found = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
    assert found == {
        ("/product_type", "schema"),
        ("/tasks/0/owner", "schema"),
        ("/tasks/0/depends_on", "unknown_prerequisite"),
        ("/tasks/1/depends_on", "cycle"),
        ("/tasks/4/depends_on", "later_phase"),
        ("/tasks/5/gate", "gate"),
        ("/tasks/7/offset_days", "dates"),
    }
    [ghost] = [fault["detail"] for fault in answer.json()["errors"] if fault["code"] == "unknown_prerequisite"]
    assert ghost.startswith("task a, field depends_on: there is no task 'ghost'. Correct the key")
    assert not Playbook.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"a: [", "application/yaml", "line 1"),
        (b"a: *b", "application/yaml", "alias"),
        (b"", "application/yaml", "field tasks: is missing"),
        (b'"no object"', "application/json", "fields with values"),
        (b'{"key": "a\\u0000b"}', "application/json", "U+0000"),
        (b'{"tasks": ' + b"[" * 60 + b"]" * 60 + b"}", "application/json", "nested deeper than 20"),
        (b'{"nominal_days_kickoff_to_go_live": 1e999}', "application/json", "Give a whole number"),
        (b"x" * 1_000_001, "application/yaml", "larger than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_a_500(body: bytes, content_type: str, words: str) -> None:
    answer = sent(lead(), "playbooks", body, content_type)
    assert answer.status_code == 400
    assert words in json.dumps(answer.json(), ensure_ascii=False)


def test_bytes_that_are_no_utf_8_are_told_by_their_line() -> None:
    answer = sent(lead(), "playbooks", "key: a\ntitle: Prüfung".encode("latin-1"), "application/yaml")
    assert (answer.status_code, slug(answer)) == (400, "malformed-body")
    assert "line 2" in answer.json()["detail"]


def test_a_form_needs_its_file_and_nothing_else() -> None:
    assert pointers(sent(lead(), "playbooks", {}, "multipart/form-data")) == ["/file"]
    form = {"file": SimpleUploadedFile("mine.yaml", yaml_of(a_playbook()).encode()), "colour": "blue"}
    assert pointers(sent(lead(), "playbooks", form, "multipart/form-data")) == ["/colour"]


def test_a_text_as_long_as_allowed_is_stored_and_a_longer_one_is_a_fault() -> None:
    caller = lead()
    longest = {"version": "1.0." + "9" * 16, "product_type": "x" * 60, "key": "k" * 80, "title": "t" * 200}
    assert published(caller, a_playbook(**longest))["newest_number"] == longest["version"]
    too_long = {name: value + "0" for name, value in longest.items()}
    assert set(pointers(caller.post("playbooks", a_playbook(**too_long)))) == {f"/{name}" for name in longest}


def test_a_lower_number_and_other_content_under_a_published_one_are_refused() -> None:
    caller = lead()
    playbook = published(caller, edited("2.0.0"))
    for version, words in (("1.9.0", "below 2.0.0"), ("2.0.0", "other content")):
        answer = caller.post(f"playbooks/{playbook['id']}/versions", edited(version, title="Other"))
        assert (answer.status_code, slug(answer)) == (409, "rule-refused")
        assert words in answer.json()["detail"]
    assert PlaybookVersion.objects.count() == 1


def test_the_same_content_again_is_answered_and_changes_nothing() -> None:
    caller = lead()
    playbook = published(caller, a_playbook())
    caller.post(f"playbooks/{playbook['id']}/versions", edited("1.1.0"))
    events = Event.objects.count()
    again = caller.post(f"playbooks/{playbook['id']}/versions", a_playbook())
    assert (again.status_code, again.json()["number"]) == (200, "1.0.0")
    assert caller.post("playbooks", a_playbook()).status_code == 200
    assert (PlaybookVersion.objects.count(), Event.objects.count()) == (2, events)


def test_a_key_that_there_is_is_refused_with_its_playbook() -> None:
    caller = lead()
    playbook = published(caller, a_playbook())
    answer = caller.post("playbooks", edited("1.1.0"))
    assert (answer.status_code, slug(answer), answer.json()["playbook"]) == (409, "already-exists", playbook["id"])


def test_another_key_is_no_version_of_the_playbook() -> None:
    caller = lead()
    playbook = published(caller, a_playbook())
    assert pointers(caller.post(f"playbooks/{playbook['id']}/versions", edited("1.1.0", key="large"))) == ["/key"]


def test_a_retry_with_its_key_is_not_done_twice() -> None:
    caller = lead()
    first = caller.post("playbooks", a_playbook(), Idempotency_Key="k-1")
    again = caller.post("playbooks", a_playbook(), Idempotency_Key="k-1")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert caller.post("playbooks", edited("3.0.0"), Idempotency_Key="k-1").status_code == 422


def test_members_and_keys_of_one_customer_do_not_publish() -> None:
    factories.starter()
    path = f"playbooks/{Playbook.objects.get().id}/versions"
    bound = tool("read", "write", role=Role.LEAD, customer=factories.customer())
    for caller, told in ((tool("write"), "scope-missing"), (bound, "forbidden")):
        for where in ("playbooks", path):
            answer = caller.post(where, a_playbook())
            assert (answer.status_code, slug(answer)) == (403, told)


def test_content_is_read_edited_and_posted_again() -> None:
    version = factories.starter()
    caller = lead()
    content = caller.get(f"playbook-versions/{version.id}").json()["content"]
    path = f"playbooks/{version.playbook_id}/versions"
    assert caller.post(path, content).json()["id"] == str(version.id), "unchanged, it is the same version"
    content["version"] = "1.1.0"
    content["tasks"][0]["title"] = "Sign"
    newer = caller.post(path, content).json()
    assert caller.get(f"playbook-versions/{newer['id']}").json()["content"] == content


@pytest.mark.parametrize(("query", "accept"), [({"format": "yaml"}, ""), ({}, "application/yaml")])
def test_content_is_there_as_a_file(query: dict[str, str], accept: str) -> None:
    version = factories.starter()
    answer = lead().get(f"playbook-versions/{version.id}", query, **({"Accept": accept} if accept else {}))
    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    assert is_same(load_playbook(answer.content), factories.starter_file())
    assert slug(lead().get(f"playbook-versions/{version.id}", {"format": "yaml", "fields": "id"})) == "invalid-request"


def test_a_file_that_is_not_there_is_a_problem_in_json() -> None:
    answer = lead().get(f"playbook-versions/{factories.golive().id}", {"format": "yaml"})
    assert (answer.status_code, slug(answer)) == (404, "not-found")


def test_a_diff_tells_what_a_version_changes_against_the_one_before() -> None:
    caller = lead()
    playbook = published(caller, a_playbook(a_task("connect"), a_task("old")))
    tasks = [a_task("connect", title="Connect it", core=True), a_task("new", depends_on=["connect"], offset_days=1)]
    body = {**a_playbook(*tasks), "version": "1.1.0"}
    version = caller.post(f"playbooks/{playbook['id']}/versions", body).json()
    diff = caller.get(f"playbook-versions/{version['id']}/diff").json()
    assert (diff["against"]["number"], diff["version"]["number"]) == ("1.0.0", "1.1.0")
    assert ([task["key"] for task in diff["tasks_added"]], diff["core_added"]) == (["new"], ["connect"])
    assert [task["key"] for task in diff["tasks_removed"]] == ["old"]
    assert diff["tasks_changed"][0]["fields"][0] == {"field": "title", "before": "Connect", "after": "Connect it"}
    backwards = caller.get(f"playbook-versions/{playbook['newest_version']}/diff", {"against": version["id"]}).json()
    assert [task["key"] for task in backwards["tasks_added"]] == ["old"]


def test_the_first_version_is_compared_with_nothing_and_strangers_with_none() -> None:
    version = factories.starter()
    path = f"playbook-versions/{version.id}/diff"
    diff = tool("read").get(path).json()
    assert (diff["against"], diff["before"], len(diff["tasks_added"])) == (None, None, 53)
    assert tool("read").get(path, {"against": str(factories.golive().id)}).status_code == 404


def test_a_check_tells_what_publishing_would_do_and_writes_nothing() -> None:
    caller = lead()
    outcomes = [caller.post("playbook-versions/check", a_playbook()).json()["outcome"]]
    published(caller, a_playbook())
    for body in (a_playbook(), edited("1.1.0", title="Other"), edited("0.9.0")):
        checked = caller.post("playbook-versions/check", body).json()
        outcomes.append(checked["outcome"])
        assert (checked["outcome"] == "refused") is bool(checked["reason"].startswith("Version"))
    assert outcomes == ["new_playbook", "published_already", "new_version", "refused"]
    assert PlaybookVersion.objects.count() == 1


def test_a_check_tells_the_faults_and_the_changes_to_whoever_reads_playbooks() -> None:
    factories.starter()
    caller = tool("playbooks:read")
    assert pointers(caller.post("playbook-versions/check", {**CONTENT, "version": "one"})) == ["/version"]
    content = caller.get(f"playbook-versions/{PlaybookVersion.objects.get().id}").json()["content"]
    told = caller.post("playbook-versions/check", {**content, "version": "1.0.1", "title": "Other"}).json()
    assert (told["against"]["number"], told["fields"][0]["after"], told["tasks_changed"]) == ("1.0.0", "Other", [])


def test_the_example_is_a_playbook_without_fault() -> None:
    assert playbook_of(CONTENT).key == "worklist-triage"
