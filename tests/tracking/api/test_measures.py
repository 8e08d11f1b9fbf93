"""Measures through HTTP."""

from datetime import date
from typing import Any

import pytest

from implementation.access.actors import Role
from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool
from tracking.models import GoLiveMeasure
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.follow import follow

pytestmark = pytest.mark.django_db


def listed(**query: Any) -> list[dict[str, Any]]:
    answer = tool("measures:read").get("measures", query)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_a_measure_tells_days_hours_and_slips() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), target_on=date(2026, 2, 1), live_on=date(2026, 2, 6))
    make.hours(golive, 1.5, on=date(2026, 1, 5), activity="training")
    bring_up_to_date(make.now())
    answer = tool("measures:read").get(f"measures/{golive.id}").json()
    assert (answer["id"], answer["go_live"]) == (str(golive.id), str(golive.id))
    assert (answer["state"], answer["days"], answer["slip_last_days"]) == ("live", 36, 5)
    assert (answer["handholding_hours"], answer["hours_by_activity"]) == (1.5, {"training": 1.5})
    assert answer["text"][0] == "Live 36 days after kickoff."


def test_a_measure_is_current_until_the_golive_changes() -> None:
    golive = make.golive()
    follow(at=make.now())
    assert listed()[0]["current"]
    make.hours(golive, 1)
    assert not listed()[0]["current"]


def test_the_etag_answers_304_until_anything_in_the_answer_changes() -> None:
    golive = make.golive()
    follow(at=make.now())
    reader = tool("measures:read")
    tag = reader.get(f"measures/{golive.id}")["ETag"]
    assert reader.get(f"measures/{golive.id}", If_None_Match=tag).status_code == 304
    make.hours(golive, 1)
    assert reader.get(f"measures/{golive.id}", If_None_Match=tag).status_code == 200


def test_filters_narrow_the_list() -> None:
    live, open_one = make.golive(live_on=make.days_ago(5)), make.golive(stage="pilot")
    make.golive(cancelled_on=make.days_ago(5))
    follow(at=make.now())
    assert [row["go_live"] for row in listed(state="live")] == [str(live.id)]
    assert len(listed(state="live,cancelled")) == 2
    assert [row["go_live"] for row in listed(go_live=open_one.id)] == [str(open_one.id)]
    assert [row["go_live"] for row in listed(customer=live.customer_id)] == [str(live.id)]
    assert [row["go_live"] for row in listed(product=live.product_id)] == [str(live.id)]
    assert [row["go_live"] for row in listed(stage="pilot")] == [str(open_one.id)]


def test_pages_follow_one_another() -> None:
    golives = [make.golive() for _ in range(5)]
    follow(at=make.now())
    reader, seen, query = tool("measures:read"), [], {"limit": 2}
    while True:
        page = reader.get("measures", query).json()
        seen += [row["id"] for row in page["results"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": 2, "cursor": page["next_cursor"]}
    assert seen == sorted(str(golive.id) for golive in golives)


def test_a_list_takes_one_query_for_its_rows(django_assert_num_queries: Any) -> None:
    for _ in range(5):
        make.golive()
    follow(at=make.now())
    reader = tool("measures:read")
    # the key, the rows
    with django_assert_num_queries(2):
        assert len(reader.get("measures").json()["results"]) == 5


def test_a_key_of_a_customer_sees_its_own_measures_only() -> None:
    own, other = make.golive(), make.golive()
    follow(at=make.now())
    reader = tool("measures:read", customer=own.customer)
    assert [row["go_live"] for row in reader.get("measures").json()["results"]] == [str(own.id)]
    assert slug(reader.get(f"measures/{other.id}")) == "not-found"


def test_a_key_needs_the_scope() -> None:
    answer = tool("tasks:read").get("measures")
    assert (answer.status_code, slug(answer)) == (403, "scope-missing")


def test_a_contact_of_the_customer_sees_none() -> None:
    golive = make.golive()
    follow(at=make.now())
    contact = make.person(Role.CONTACT, customer=golive.customer)
    actor = contact.as_actor()
    assert not GoLiveMeasure.objects.visible_to(actor).exists()


def test_unknown_words_are_refused() -> None:
    assert pointers(tool("measures:read").get("measures", {"state": "asleep"})) == ["?state"]


def test_a_golive_that_is_not_measured_yet_is_not_found() -> None:
    golive = make.golive()
    assert tool("measures:read").get(f"measures/{golive.id}").status_code == 404
