"""Rows by the caller's own id: for tools that sync and keep none of ours."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from implementation.http.by_ref import ByRefAction
from implementation.models import Customer, Event, GoLive, TimeEntry
from tests import factories
from tests.concurrency.threads import at_once
from tests.implementation.api.callers import V1, Tool, pointers, slug, tool
from tests.implementation.api.nouns import CHANGEABLE, WITH_REF, Noun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
every_noun = pytest.mark.parametrize("noun", WITH_REF, ids=str)


@every_noun
def test_what_is_put_twice_is_made_once(noun: Noun) -> None:
    caller, body = tool(), noun.body(factories.golive())
    path = f"{noun.path}/by-ref/SF-1"
    first = caller.put(path, body)
    assert first.status_code == 201, first.content
    events = Event.objects.count()
    again = caller.put(path, body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Event.objects.count() == events
    assert first["Location"] == f"{V1}{noun.path}/{first.json()['id']}"


@every_noun
def test_a_row_reads_the_same_by_ref_and_by_id(noun: Noun) -> None:
    caller = tool()
    made = caller.put(f"{noun.path}/by-ref/SF-1", noun.body(factories.golive()))
    by_ref, by_id = caller.get(f"{noun.path}/by-ref/SF-1"), caller.get(f"{noun.path}/{made.json()['id']}")
    assert (by_ref.json(), by_ref["ETag"]) == (by_id.json(), by_id["ETag"])
    assert by_ref.json()["ref"] == "SF-1"
    assert caller.get(f"{noun.path}/by-ref/SF-1", If_None_Match=by_id["ETag"]).status_code == 304
    assert caller.get(f"{noun.path}/by-ref/SF-1", {"fields": "ref"}).json() == {"ref": "SF-1"}


@pytest.mark.parametrize("noun", [noun for noun in CHANGEABLE if noun in WITH_REF], ids=str)
def test_what_differs_is_changed_and_what_is_not_sent_stays(noun: Noun) -> None:
    caller, body = tool(), noun.body(factories.golive())
    path = f"{noun.path}/by-ref/SF-1"
    first = caller.put(path, {**body, **noun.changes}).json()
    second = caller.put(path, body)
    assert (second.status_code, second.json()["version"]) == (200, 1 if body.keys().isdisjoint(noun.changes) else 2)
    changed = caller.put(path, {**body, **noun.changes}).json()
    assert noun.changes.items() <= changed.items()
    assert changed["id"] == first["id"]


@every_noun
def test_what_is_to_be_created_only_is_not_changed(noun: Noun) -> None:
    caller, body = tool(), noun.body(factories.golive())
    path = f"{noun.path}/by-ref/SF-1"
    assert caller.put(path, body, If_None_Match="*").status_code == 201
    events = Event.objects.count()
    again = caller.put(path, {**body, **noun.changes}, If_None_Match="*")
    assert (again.status_code, slug(again)) == (412, "stale")
    assert Event.objects.count() == events


@every_noun
def test_what_is_to_be_updated_only_is_not_made(noun: Noun) -> None:
    caller, body = tool(), noun.body(factories.golive())
    path = f"{noun.path}/by-ref/SF-1"
    for header in ("*", '"1-0-abcdef"'):
        refused = caller.put(path, body, If_Match=header)
        assert (refused.status_code, slug(refused)) == (412, "stale")
    assert caller.get(path).status_code == 404
    made = caller.put(path, body)
    assert caller.put(path, body, If_Match="*").status_code == 200
    assert caller.put(path, body, If_Match=made["ETag"]).status_code == 200


def test_a_tag_says_nothing_about_a_row_that_may_not_be_there() -> None:
    answer = tool().put("customers/by-ref/C-1", {"name": "Birch"}, If_None_Match='"1-0-abcdef"')
    assert (answer.status_code, pointers(answer)) == (400, ["If-None-Match"])


@pytest.mark.django_db(transaction=True)
def test_of_many_that_create_only_one_does() -> None:
    key, statuses = tool().key, list[int]()

    def put(number: int) -> None:
        answer = Tool(key).put("customers/by-ref/C-1", {"name": f"Birch {number}"}, If_None_Match="*")
        statuses.append(answer.status_code)

    at_once([partial(put, number) for number in range(8)])
    assert sorted(statuses) == [201, *[412] * 7]
    assert Event.objects.filter(kind="customer.changed").count() == 0


@every_noun
def test_a_ref_that_nobody_has_is_404(noun: Noun) -> None:
    for ref in ("none", "x" * 500, "a%00b", "%20"):
        assert tool("read").get(f"{noun.path}/by-ref/{ref}").status_code == 404


@every_noun
def test_a_key_of_another_customer_does_not_find_the_row_and_cannot_change_it(noun: Noun) -> None:
    golive = factories.golive()
    tool().put(f"{noun.path}/by-ref/SF-1", noun.body(golive))
    stranger = tool(customer=factories.customer())
    read = stranger.get(f"{noun.path}/by-ref/SF-1")
    assert read.status_code == (200 if noun.shared else 404)
    events = Event.objects.count()
    assert stranger.put(f"{noun.path}/by-ref/SF-1", noun.body(golive)).status_code in {400, 403}
    assert Event.objects.count() == events


@every_noun
def test_a_wrong_field_is_named(noun: Noun) -> None:
    answer = tool().put(f"{noun.path}/by-ref/SF-1", {**noun.body(factories.golive()), **noun.wrong})
    assert (answer.status_code, pointers(answer)) == (400, [f"/{name}" for name in noun.wrong])


@pytest.mark.parametrize("ref", ["a/b", "a b", "ä-1", "bulk", "x" * 120, "by-ref/1"])
def test_any_text_may_be_a_ref(ref: str) -> None:
    caller = tool()
    assert caller.put(f"customers/by-ref/{ref}", {"name": "Birch"}).json()["ref"] == ref
    assert caller.get(f"customers/by-ref/{ref}").json()["ref"] == ref


@pytest.mark.parametrize(("written", "ref"), [("a%0Ab", "a\nb"), ("a%2Fb%25", "a/b%"), ("%20a%20", "a")])
def test_a_ref_is_percent_encoded_and_without_blanks_around_it(written: str, ref: str) -> None:
    caller = tool()
    made = caller.put(f"customers/by-ref/{written}", {"name": "Birch"}).json()
    assert made["ref"] == ref
    assert caller.get(f"customers/by-ref/{written}").json() == made
    assert caller.get(f"customers?ref={written}").json()["results"] == [made]


@pytest.mark.parametrize("ref", ["x" * 121, "a%00b", "%20"])
def test_what_no_ref_can_be_is_refused(ref: str) -> None:
    answer = tool().put(f"customers/by-ref/{ref}", {"name": "Birch"})
    assert (answer.status_code, pointers(answer)) == (400, ["/ref"])


def test_path_and_body_may_not_name_different_refs() -> None:
    caller = tool()
    answer = caller.put("customers/by-ref/C-1", {"name": "Birch", "ref": "C-2"})
    assert (answer.status_code, pointers(answer)) == (400, ["/ref"])
    assert caller.put("customers/by-ref/C-1", {"name": "Birch", "ref": "C-1"}).status_code == 201


@pytest.mark.parametrize("body", ["[]", "5", "null"])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    assert pointers(tool().put("customers/by-ref/C-1", body.encode())) == [""]


def test_a_version_that_is_not_the_present_one_is_stale() -> None:
    caller = tool()
    tag = caller.put("customers/by-ref/C-1", {"name": "Birch"})["ETag"]
    assert caller.put("customers/by-ref/C-1", {"name": "Oak"}, If_Match=tag).status_code == 200
    for path in ("customers/by-ref/C-1", "customers/by-ref/C-2"):
        answer = caller.put(path, {"name": "Elm"}, If_Match=tag)
        assert (answer.status_code, slug(answer)) == (412, "stale")


def test_a_row_that_appears_meanwhile_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = tool()
    made = caller.put("customers/by-ref/C-1", {"name": "Birch"}).json()
    looks: list[Any] = [None]
    known = ByRefAction._known
    monkeypatch.setattr(ByRefAction, "_known", lambda view, ref: looks.pop() if looks else known(view, ref))
    answer = caller.put("customers/by-ref/C-1", {"name": "Oak"})
    assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (200, made["id"], "Oak")


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_put_the_same_at_once_one_makes_it() -> None:
    key, statuses = tool().key, []

    def put() -> None:
        statuses.append(Tool(key).put("customers/by-ref/C-1", {"name": "Birch"}).status_code)

    at_once([put] * 8)
    assert sorted(statuses) == [200] * 7 + [201]
    assert Customer.objects.get().version == 1


def test_what_cannot_change_must_be_as_it_is() -> None:
    golive, other, caller = factories.golive(), factories.golive(), tool()
    task = {"go_live": str(golive.id), "title": "Connect", "category": "integration"}
    caller.put("tasks/by-ref/T-1", task)
    answer = caller.put("tasks/by-ref/T-1", {**task, "go_live": str(other.id)})
    assert (answer.status_code, pointers(answer)) == (400, ["/go_live"])
    assert "stays" in answer.json()["errors"][0]["detail"]


def test_a_target_moves_by_a_target_change_only() -> None:
    caller = tool()
    body = {
        "customer": str(factories.customer().id),
        "product": str(factories.product().id),
        "kickoff_on": "2026-01-05",
        "target_on": "2026-06-10",
        "target_on_precision": "month",
        "core_only": True,
    }
    assert caller.put("go-lives/by-ref/G-1", body).status_code == 201
    assert caller.put("go-lives/by-ref/G-1", {**body, "owner": "Ada"}).json()["owner"] == "Ada"
    answer = caller.put("go-lives/by-ref/G-1", {**body, "target_on": "2026-08-01"})
    assert (answer.status_code, pointers(answer)) == (400, ["/target_on"])
    assert "target-changes" in answer.json()["errors"][0]["detail"]
    assert GoLive.objects.get().version == 2


def test_a_new_version_of_the_playbook_does_not_keep_a_go_live_from_being_synced() -> None:
    factories.starter()
    caller = tool()
    body = {
        "customer": str(factories.customer().id),
        "product": str(factories.product().id),
        "playbook": "ambient-documentation",
        "kickoff_on": "2026-01-05",
        "allow_compression": True,
    }
    assert "compressed" in caller.put("go-lives/by-ref/G-1", body).json()
    again = caller.put("go-lives/by-ref/G-1", {**body, "core_only": True})
    assert (again.status_code, again.json()["version"]) == (200, 1)


def test_a_time_entry_that_differs_is_corrected() -> None:
    golive, caller = factories.golive(), tool()
    body = {"go_live": str(golive.id), "worked_on": "2026-01-05", "minutes": 60, "person": "Ada"}
    first = caller.put("time-entries/by-ref/E-1", body).json()
    second = caller.put("time-entries/by-ref/E-1", {**body, "minutes": 90})
    assert (second.status_code, second.json()["replaces"]) == (200, first["id"])
    assert second["Location"].endswith(second.json()["id"])
    assert caller.get("time-entries/by-ref/E-1").json()["minutes"] == 90
    assert TimeEntry.objects.filter(current=True).count() == 1
    stale = caller.put("time-entries/by-ref/E-1", {**body, "minutes": 30}, If_Match='"9-1-abcdef"')
    assert stale.status_code == 412
    moved = caller.put("time-entries/by-ref/E-1", {**body, "go_live": str(factories.golive().id)})
    assert pointers(moved) == ["/go_live"]


def test_a_move_of_a_target_is_history_and_does_not_change() -> None:
    golive, caller = factories.golive(kickoff_on=date(2026, 9, 1)), tool()
    body = {"go_live": str(golive.id), "new_target_on": "2027-01-05", "reason": "Late", "barrier": "data"}
    assert caller.put("target-changes/by-ref/M-1", body).status_code == 201
    assert pointers(caller.put("target-changes/by-ref/M-1", {**body, "reason": "Other"})) == ["/reason"]
    assert caller.put("target-changes/by-ref/M-1", body).status_code == 200
