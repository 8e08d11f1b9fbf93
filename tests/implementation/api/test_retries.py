"""`Idempotency-Key`: a request that is sent again is answered again, and not done again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from implementation.access.actors import Actor, ActorKind
from implementation.http.idempotency import fingerprint
from implementation.http.views import ApiView
from implementation.models import ApiKey, Event, ImportRun, Product, StoredResponse, Task
from implementation.services.stored_responses import KEPT_FOR, Attempt, forget_old, only_once
from implementation.services.wake import events_recorded
from tests import factories
from tests.concurrency.threads import at_once
from tests.implementation.api.callers import V1, Tool, pointers, slug, tool
from tests.implementation.api.nouns import CHANGEABLE, NOUNS, Noun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BODY = {"name": "Scribe", "ref": "P-1"}


def post(caller: Tool, body: Any = BODY, key: str = "k-1", path: str = "products") -> Any:
    return caller.post(path, body, Idempotency_Key=key)


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_what_is_posted_again_is_answered_again_and_not_made_again(noun: Noun) -> None:
    caller, body = tool(), noun.body(factories.golive())
    first = post(caller, body, path=noun.path)
    events = Event.objects.count()
    again = post(caller, body, path=noun.path)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert again.json() == {name: value for name, value in first.json().items() if name != "url"}
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Event.objects.count() == events


@pytest.mark.parametrize("noun", CHANGEABLE, ids=str)
def test_a_change_that_is_sent_again_is_answered_with_what_was_then(noun: Noun) -> None:
    row, caller = noun.make(factories.golive()), tool()
    path = f"{noun.path}/{row.pk}"
    tag = caller.get(path)["ETag"]
    first = caller.patch(path, noun.changes, If_Match=tag, Idempotency_Key="k-1")
    caller.patch(path, {"ref": "changed-since"})
    again = caller.patch(path, noun.changes, If_Match=tag, Idempotency_Key="k-1")
    assert first.status_code == again.status_code == 200
    assert again.content == first.content


def test_a_transition_that_is_sent_again_is_no_second_one() -> None:
    task, caller = factories.task(factories.golive()), tool()
    for _ in range(2):
        answer = post(caller, {"to": "in_progress"}, path=f"tasks/{task.id}/transitions")
        assert answer.json()["status"] == "in_progress"
    assert Event.objects.filter(kind="task.in-progress").count() == 1


def test_without_a_key_nothing_is_kept() -> None:
    tool().post("products", BODY)
    tool("read").get("products", Idempotency_Key="k-1")
    assert not StoredResponse.objects.exists()


def test_no_secret_is_kept() -> None:
    caller = tool()
    made = post(caller, {"go_live": str(factories.golive().id)}, path="share-links").json()
    secret = made["url"].rsplit("/", 1)[-1]
    assert secret not in str(StoredResponse.objects.values())


def test_another_body_with_the_same_key_is_refused() -> None:
    caller = tool()
    post(caller)
    answer = post(caller, {"name": "Other"})
    assert (answer.status_code, slug(answer)) == (422, "idempotency-key-reused")
    assert Product.objects.count() == 1


def test_the_same_body_in_another_order_is_the_same() -> None:
    caller = tool()
    post(caller, b'{"name": "Scribe", "ref": "P-1"}')
    assert post(caller, b'{"ref":"P-1","name":"Scribe"}')["Idempotency-Replayed"] == "true"


def test_keys_of_others_and_of_other_paths_are_other_keys() -> None:
    caller = tool()
    assert post(caller).status_code == 201
    assert post(tool(), {"name": "Second"}).status_code == 201
    assert post(caller, {"name": "St. Nowhere"}, path="customers").status_code == 201


def test_a_refusal_is_not_kept_and_the_key_may_be_tried_again() -> None:
    caller = tool()
    assert post(caller, {"name": ""}).status_code == 400
    assert post(caller).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "with blank", "ümlaut"])
def test_a_malformed_key_is_refused(key: str) -> None:
    answer = post(tool(), key=key)
    assert (answer.status_code, pointers(answer)) == (400, ["Idempotency-Key"])


def test_after_a_day_the_key_is_new() -> None:
    caller = tool()
    post(caller)
    StoredResponse.objects.update(stored_at=factories.now() - KEPT_FOR)
    assert slug(post(caller)) == "already-exists"
    assert post(caller, {"name": "Second"}).status_code == 201


def test_the_sweep_forgets_what_is_older_than_a_day() -> None:
    caller = tool()
    for number in range(3):
        post(caller, {"name": f"P{number}"}, key=f"k-{number}")
    StoredResponse.objects.filter(key="k-0").update(stored_at=factories.now() - KEPT_FOR - timedelta(seconds=1))
    assert forget_old(at=factories.now()) == 1
    assert sorted(StoredResponse.objects.values_list("key", flat=True)) == ["k-1", "k-2"]


def test_a_crash_before_the_commit_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = _forgiving(tool())
    with monkeypatch.context() as crashing:
        crashing.setattr("implementation.http.idempotency.keep", _crash)
        assert post(caller).status_code == 500
    assert not Product.objects.exists()
    assert post(caller).status_code == 201


def test_after_a_crash_between_commit_and_answer_the_answer_comes_with_the_next_attempt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caller = _forgiving(tool())
    with monkeypatch.context() as crashing:
        crashing.setattr(ApiView, "finalize_response", _crash)
        assert post(caller).status_code == 500
    again = post(caller)
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert again.json()["id"] == str(Product.objects.get().id)


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_is_done() -> None:
    caller = tool()
    answers: list[Any] = []
    at_once([lambda: answers.append(post(Tool(caller.key)))] * 8)
    done = [answer for answer in answers if answer.status_code == 201]
    assert {answer.json()["id"] for answer in done} == {str(Product.objects.get().id)}
    assert {slug(answer) for answer in answers if answer.status_code != 201} <= {"idempotency-key-in-use"}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_while_one_is_at_work_another_is_told_to_come_back() -> None:
    caller = tool()
    key = ApiKey.objects.get()
    attempt = Attempt(Actor(ActorKind.API_KEY, "", id=key.id), "POST", f"{V1}products", "k-1", "")
    answers: list[Any] = []
    with only_once(attempt, at=factories.now()):
        at_once([lambda: answers.append(post(caller))])
    [answer] = answers
    assert (answer.status_code, slug(answer), answer["Retry-After"]) == (409, "idempotency-key-in-use", "1")
    assert post(caller).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_followers_are_woken_once_and_after_the_commit() -> None:
    golive, caller, woken = factories.golive(), tool(), []

    def note(**_signal: Any) -> None:
        woken.append((connection.in_atomic_block, Task.objects.count()))

    events_recorded.connect(note)
    try:
        items = [{"go_live": str(golive.id), "title": f"T{n}", "category": "data"} for n in range(3)]
        for _ in range(2):
            assert post(caller, {"items": items}, path="tasks/bulk").status_code == 200
    finally:
        events_recorded.disconnect(note)
    assert woken == [(False, 3)]


def test_an_upload_is_known_by_its_files() -> None:
    client = Client(headers={"Authorization": f"Bearer {factories.key()}", "Idempotency-Key": "k-1"})

    def send(content: bytes) -> Any:
        return client.post(f"{V1}imports", {"files": SimpleUploadedFile("customers.csv", content), "dry_run": "true"})

    first, again = send(b"customer_ref,name\n"), send(b"customer_ref,name\n")
    assert (first.status_code, again.content) == (201, first.content)
    assert slug(send(b"customer_ref,name\nC-1,Birch\n")) == "idempotency-key-reused"
    assert ImportRun.objects.count() == 1


def test_a_body_nested_beyond_reason_is_refused() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(Exception, match="nested too deeply"):
        fingerprint(nested)
    _unnest(nested)


def _unnest(nested: list[Any]) -> None:
    while nested:
        nested = nested.pop()


def _crash(*_args: Any, **_fields: Any) -> Any:
    raise MemoryError("out of memory")


def _forgiving(caller: Tool) -> Tool:
    """The same tool, which gets 500 where a test's client would raise."""
    caller._client.raise_request_exception = False
    return caller
