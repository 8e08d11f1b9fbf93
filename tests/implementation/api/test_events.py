"""The event feed: in order, complete, and only what the caller may know of."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from implementation.models import Event
from implementation.services.followers import last_position, number_events
from tests import factories
from tests.implementation.api.callers import pointers, tool

pytestmark = pytest.mark.django_db


def test_events_are_there_at_once_and_in_order() -> None:
    golive, caller = factories.golive(), tool("read")
    assert caller.get("events").json()["results"]
    factories.task(golive)
    shown = caller.get("events").json()["results"]
    # Of the making of the key leads are told, in the audit.
    assert [event["position"] for event in shown] == [1, 2, 3, 5]
    of_golive = [event["kind"] for event in shown if event["go_live"] == str(golive.id)]
    assert of_golive == ["go-live.created", "task.created"]


def test_the_cursor_goes_on_from_where_a_walk_ended() -> None:
    golive, caller = factories.golive(), tool("read")
    number_events()
    first = caller.get("events", {"limit": "2"}).json()
    assert (first["next_cursor"], "cursor=2" in first["next"]) == ("2", True)
    last = caller.get("events", {"cursor": first["next_cursor"]}).json()
    assert last["next"] is None
    factories.task(golive)
    number_events()
    new = caller.get("events", {"cursor": last["next_cursor"]}).json()
    assert [event["kind"] for event in new["results"]] == ["task.created"]


def test_without_anything_new_the_cursor_stays() -> None:
    caller = tool("read")
    seen = str(last_position())
    assert caller.get("events", {"cursor": seen}).json() == {"next": None, "next_cursor": seen, "results": []}


def test_a_cursor_beyond_the_end_of_the_log_is_refused_for_it_would_miss_what_comes_next() -> None:
    caller = tool("read")
    answer = caller.get("events", {"cursor": str(last_position() + 1)})
    assert (answer.status_code, pointers(answer)) == (400, ["?cursor"])
    assert answer.json()["errors"][0]["code"] == "beyond_the_end"


def test_events_are_filtered() -> None:
    golive, caller = factories.golive(), tool("read")
    task = factories.tick(factories.task(golive))
    factories.golive()
    number_events()
    of_golive = caller.get("events", {"go_live": str(golive.id)}).json()["results"]
    assert [event["kind"] for event in of_golive] == ["go-live.created", "task.created", "task.done"]
    assert len(caller.get("events", {"kind": "task.done"}).json()["results"]) == 1
    assert len(caller.get("events", {"subject_id": str(task.id)}).json()["results"]) == 2


@pytest.mark.parametrize("order", ["position", "-position"])
def test_the_events_of_one_row_are_found_by_an_index_in_the_feed_and_in_the_audit(order: str) -> None:
    golive = factories.golive()
    Event.objects.bulk_create(
        Event(kind="task.done", subject="task", subject_id=uuid4(), golive=golive, at=factories.now(), position=place)
        for place in range(1_000, 3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE implementation_event")
    rows = Event.objects.visible_to(factories.LEAD).numbered().filter(subject_id=golive.id, position__gt=0)
    assert "event_of_subject" in rows.order_by(order)[:51].explain()


def test_a_bound_key_sees_the_events_of_its_customer() -> None:
    golive = factories.golive()
    factories.golive()
    number_events()
    shown = tool("read", customer=golive.customer).get("events").json()["results"]
    assert {event["customer"] for event in shown} == {str(golive.customer_id)}


@pytest.mark.parametrize("after", ["-1", "x", "9" * 19])
def test_a_malformed_position_is_refused(after: str) -> None:
    assert pointers(tool("read").get("events", {"cursor": after})) == ["?cursor"]


def test_a_walk_that_begins_at_a_moment_has_what_was_recorded_since_and_goes_on_from_there() -> None:
    golive, caller = factories.golive(), tool("read")
    factories.task(golive)
    Event.objects.filter(kind="task.created").update(recorded_at=factories.now() + timedelta(hours=1))
    since = (factories.now() + timedelta(minutes=30)).isoformat()
    first = caller.get("events", {"since": since}).json()
    assert [event["kind"] for event in first["results"]] == ["task.created"]
    later = (factories.now() + timedelta(hours=2)).isoformat()
    assert caller.get("events", {"since": later}).json()["next_cursor"] == first["next_cursor"]
    factories.task(golive)
    assert len(caller.get("events", {"cursor": first["next_cursor"]}).json()["results"]) == 1


def test_a_filter_need_not_read_again_what_it_passed_over() -> None:
    caller = tool("read")
    factories.golive()
    answer = caller.get("events", {"kind": "task.done"}).json()
    assert (answer["results"], answer["next"]) == ([], None)
    assert answer["next_cursor"] == str(Event.objects.count())


def test_the_feed_costs_three_queries_when_nothing_waits_for_its_place() -> None:
    factories.golive()
    caller = tool("read")
    caller.get("events")
    with CaptureQueriesContext(connection) as queries:
        assert caller.get("events").json()["results"]
    assert len(queries) == 3


def test_fields_of_events_are_left_out() -> None:
    factories.golive()
    shown = tool("read").get("events", {"fields": "kind", "limit": "2"}).json()
    assert shown["next_cursor"] == "2"
    assert shown["results"] == [{"kind": event.kind} for event in Event.objects.order_by("position")[:2]]


def test_with_the_one_writer_at_work_sqlite_shows_what_is_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.golive()
    caller = tool("read")
    seen = caller.get("events").json()["next_cursor"]
    factories.golive()
    monkeypatch.setattr("implementation.services.followers.number_events", _locked)
    monkeypatch.setattr("implementation.services.followers.is_busy", lambda error: True)
    answer = caller.get("events", {"cursor": seen})
    assert (answer.status_code, answer.json()["results"], answer.json()["next_cursor"]) == (200, [], seen)


def _locked() -> int:
    raise OperationalError("database is locked")
