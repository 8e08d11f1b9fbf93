"""Calendar feeds through HTTP: made, listed, subscribed to and revoked by a tool."""

import pytest
from django.test import Client
from icalendar import Calendar

from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


def path_of(url: str) -> str:
    return url[url.index("/calendar/") :]


def test_a_tool_makes_a_feed_and_its_address_is_a_calendar() -> None:
    golive = make.golive(at=make.customer("Birch"), of=make.product("Scribe"))
    made = tool().post("calendar-feeds", {"go_live": str(golive.id), "label": "wall screen"})
    assert made.status_code == 201
    feed = made.json()
    assert (feed["go_live"], feed["customer"], feed["person"]) == (str(golive.id), str(golive.customer_id), "")
    read = Calendar.from_ical(Client().get(path_of(feed["url"])).content)
    assert [str(event["summary"]) for event in read.events] == ["Kickoff: Scribe at Birch"]


def test_the_address_is_told_once() -> None:
    caller = tool()
    made = caller.post("calendar-feeds", {"person": "Ada"}).json()
    secret = path_of(made.pop("url")).split("/")[-1].removesuffix(".ics")
    read = caller.get(f"calendar-feeds/{made['id']}")
    assert read.json() == made
    assert secret not in read.content.decode() + caller.get("calendar-feeds").content.decode()


def test_a_revoked_feed_is_gone_at_once() -> None:
    caller = tool()
    made = caller.post("calendar-feeds", {"person": "Ada"}).json()
    assert Client().get(path_of(made["url"])).status_code == 200
    for _ in range(2):
        revoked = caller.post(f"calendar-feeds/{made['id']}/transitions", {"to": "revoked"})
        assert revoked.status_code == 200
        assert revoked.json()["revoked_at"]
    assert Client().get(path_of(made["url"])).status_code == 404


def test_what_is_wrong_is_named() -> None:
    golive = make.golive()
    caller = tool()
    for body, place in (
        ({}, "/go_live"),
        ({"go_live": str(golive.id), "person": "Ada"}, "/go_live"),
        ({"person": "Ada", "for_customer": True}, "/customer"),
        ({"person": "Ada", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"person": "Ada", "token": "mine"}, "/token"),
    ):
        answer = caller.post("calendar-feeds", body)
        assert answer.status_code == 400
        assert pointers(answer) == [place]


def test_a_key_that_may_only_make_feeds_makes_none() -> None:
    answer = tool("calendar-feeds:write", "calendar-feeds:read").post("calendar-feeds", {"person": "Ada"})
    assert answer.status_code == 403
    assert slug(answer) == "scope-missing"


def test_a_key_of_one_customer_makes_sees_and_ends_its_own_feeds_only() -> None:
    own, foreign = make.golive(), make.golive()
    theirs = tool().post("calendar-feeds", {"go_live": str(foreign.id)}).json()
    bound = tool(customer=own.customer)
    assert bound.post("calendar-feeds", {"go_live": str(foreign.id)}).status_code == 400
    assert bound.post(f"calendar-feeds/{theirs['id']}/transitions", {"to": "revoked"}).status_code == 404
    make.task(own, "Mine", assignee="Ada", due_on=make.today())
    make.task(foreign, "Theirs", assignee="Ada", due_on=make.today())
    mine = bound.post("calendar-feeds", {"person": "ada"}).json()
    assert [row["id"] for row in bound.get("calendar-feeds").json()["results"]] == [mine["id"]]
    body = Client().get(path_of(mine["url"])).content.decode()
    assert "Mine" in body
    assert "Theirs" not in body


def test_feeds_are_listed_by_golive_and_by_customer() -> None:
    one, other = make.golive(), make.golive()
    caller = tool()
    made = [caller.post("calendar-feeds", {"go_live": str(golive.id)}).json()["id"] for golive in (one, other)]
    for query in ({"go_live": str(one.id)}, {"customer": str(one.customer_id)}):
        assert [row["id"] for row in caller.get("calendar-feeds", query).json()["results"]] == made[:1]
