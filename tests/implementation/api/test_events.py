"""The event feed: in order, complete, and only what the caller may know of."""

import pytest

from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.callers import pointers, tool

pytestmark = pytest.mark.django_db


def test_events_appear_once_they_have_their_place_and_in_order() -> None:
    golive, caller = factories.golive(), tool("read")
    assert caller.get("events").json()["results"] == []
    factories.task(golive)
    number_events()
    shown = caller.get("events").json()["results"]
    assert [event["position"] for event in shown] == list(range(1, len(shown) + 1))
    of_golive = [event["kind"] for event in shown if event["go_live"] == str(golive.id)]
    assert of_golive == ["go-live.created", "task.created"]


def test_the_cursor_goes_on_from_where_a_walk_ended() -> None:
    golive, caller = factories.golive(), tool("read")
    number_events()
    first = caller.get("events", {"limit": "2"}).json()
    assert (first["next_cursor"], "after=2" in first["next"]) == ("2", True)
    last = caller.get("events", {"after": first["next_cursor"]}).json()
    assert last["next"] is None
    factories.task(golive)
    number_events()
    new = caller.get("events", {"after": last["next_cursor"]}).json()
    assert [event["kind"] for event in new["results"]] == ["task.created"]


def test_without_anything_new_the_cursor_stays() -> None:
    assert tool("read").get("events", {"after": "41"}).json() == {"next": None, "next_cursor": "41", "results": []}


def test_events_are_filtered() -> None:
    golive, caller = factories.golive(), tool("read")
    task = factories.tick(factories.task(golive))
    factories.golive()
    number_events()
    of_golive = caller.get("events", {"go_live": str(golive.id)}).json()["results"]
    assert [event["kind"] for event in of_golive] == ["go-live.created", "task.created", "task.done"]
    assert len(caller.get("events", {"kind": "task.done"}).json()["results"]) == 1
    assert len(caller.get("events", {"subject_id": str(task.id)}).json()["results"]) == 2


def test_a_bound_key_sees_the_events_of_its_customer() -> None:
    golive = factories.golive()
    factories.golive()
    number_events()
    shown = tool("read", customer=golive.customer).get("events").json()["results"]
    assert {event["customer"] for event in shown} == {str(golive.customer_id)}


@pytest.mark.parametrize("after", ["-1", "x", "9" * 19])
def test_a_malformed_position_is_refused(after: str) -> None:
    assert pointers(tool("read").get("events", {"after": after})) == ["?after"]
