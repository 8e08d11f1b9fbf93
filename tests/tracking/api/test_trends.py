"""Trends through HTTP: what is stored, and 202 for a day that nobody computed yet."""

from datetime import date
from typing import Any

import pytest

from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool
from tests.tracking.portfolio import learning_golives
from tracking.models import TrendRequest
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.cohort_configs import create_cohort
from tracking.services.follow import follow
from tracking.services.requested_trends import compute_requested

pytestmark = pytest.mark.django_db

PAST = "2025-03-31"


def asked(**query: Any) -> Any:
    return tool("trends:read").get("trends", query)


def listed(**query: Any) -> list[dict[str, Any]]:
    answer = asked(**query)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_the_newest_trend_of_each_cohort_and_series_is_listed() -> None:
    make.golive(of=make.product("Scribe"))
    make.golive(of=make.product("Triage"))
    bring_up_to_date(make.now())
    assert sorted((row["cohort"], row["series"]) for row in listed()) == [
        (cohort, series) for cohort in ("Scribe", "Triage") for series in ("days", "handholding_hours", "total_hours")
    ]
    assert all(row["current"] for row in listed())


def test_series_and_cohorts_can_be_chosen() -> None:
    make.golive(of=make.product("Scribe"), at=make.customer(segment="hospital"))
    bring_up_to_date(make.now())
    [row] = listed(by="product,segment", series="days")
    assert (row["cohort"], row["by"], row["values"]) == (
        "Scribe / hospital",
        ["product", "segment"],
        {"product": "Scribe", "segment": "hospital"},
    )


def test_a_trend_is_not_current_once_its_cohort_was_measured_anew() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    make.hours(golive, 1)
    follow(at=make.now())
    assert not any(row["current"] for row in listed())


def test_lists_leave_the_long_parts_to_the_detail() -> None:
    learning_golives(7, of=make.product("Scribe"), at=make.customer())
    bring_up_to_date(make.now())
    [days] = listed(series="days")
    assert not {"points", "curve", "in_progress"} & set(days)
    detail = tool("trends:read").get(f"trends/{days['cohort_key']}").json()
    assert (len(detail["points"]), detail["id"], detail["n"]) == (7, days["id"], 7)
    assert "table" in detail["km"]


def test_fields_are_left_out_of_lists_and_details_but_not_the_cursor() -> None:
    make.golive()
    bring_up_to_date(make.now())
    reader = tool("trends:read")
    page = reader.get("trends", {"fields": "series,n", "limit": 1}).json()
    assert page["results"] in [[{"series": series, "n": 1}] for series in ("days", "handholding_hours", "total_hours")]
    assert page["next_cursor"]
    path = f"trends/{listed(series='days')[0]['cohort_key']}"
    assert set(reader.get(path, {"fields": "id,points"}).json()) == {"id", "points"}
    assert pointers(reader.get(path, {"fields": "colour"})) == ["?fields"]
    assert pointers(reader.get("trends", {"fields": "points"})) == ["?fields"]
    assert pointers(reader.get(path, {"fields": "points", "format": "csv"})) == ["?fields"]
    [header, *_] = reader.get("trends", {"fields": "n,series", "format": "csv"}).getvalue().decode().splitlines()
    assert header == "series,n"


def test_who_has_the_trend_is_not_sent_it_again_until_it_changes() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    reader, path = tool("trends:read"), f"trends/{listed(series='days')[0]['cohort_key']}"
    tag = reader.get(path)["ETag"]
    same = reader.get(path, If_None_Match=tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    make.hours(golive, 1)
    follow(at=make.now())
    assert reader.get(path, If_None_Match=tag).json()["current"] is False


def test_a_day_nobody_computed_is_answered_later() -> None:
    make.golive(kickoff_on=date(2025, 1, 1))
    bring_up_to_date(make.now())
    first = asked(as_of=PAST)
    assert (first.status_code, first["Retry-After"], first.json()["results"]) == (202, "5", [])
    compute_requested(at=make.now())
    assert {(row["as_of"], row["current"], row["n"]) for row in listed(as_of=PAST)} == {(PAST, False, 1)}


def test_a_day_with_nothing_to_tell_is_an_empty_list_once_computed() -> None:
    assert asked(as_of=PAST).status_code == 202
    compute_requested(at=make.now())
    assert listed(as_of=PAST) == []


def test_a_past_day_whose_facts_changed_is_computed_again() -> None:
    golive = make.golive(kickoff_on=date(2025, 1, 1))
    asked(as_of=PAST)
    compute_requested(at=make.now())
    make.hours(golive, 2, on=date(2025, 2, 1))
    assert listed(as_of=PAST)
    assert compute_requested(at=make.now()) == 1
    [total] = listed(as_of=PAST, series="total_hours")
    detail = tool("trends:read").get(f"trends/{total['cohort_key']}", {"as_of": PAST, "series": "total_hours"}).json()
    assert detail["points"][0]["value"] == 2


def test_today_is_answered_later_while_it_is_not_computed() -> None:
    make.golive()
    follow(at=make.now())
    assert asked(as_of=make.today()).status_code == 202
    compute_requested(at=make.now())
    assert all(row["current"] for row in listed(as_of=make.today()))


def test_asking_often_notes_the_day_once() -> None:
    for _ in range(3):
        asked(as_of=PAST)
    assert TrendRequest.objects.count() == 1


def test_a_walk_holds_each_cohort_once_though_trends_are_computed_meanwhile() -> None:
    golives = [make.golive() for _ in range(3)]
    bring_up_to_date(make.now())
    reader, seen, query = tool("trends:read"), [], {"limit": 2}
    while True:
        page = reader.get("trends", query).json()
        seen += [row["id"] for row in page["results"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": 2, "cursor": page["next_cursor"]}
        make.hours(golives[0], 1)
        bring_up_to_date(make.now())
    assert (len(seen), len(set(seen))) == (9, 9)


def test_a_list_takes_few_queries(django_assert_num_queries: Any) -> None:
    for _ in range(4):
        make.golive()
    bring_up_to_date(make.now())
    reader = tool("trends:read")
    create_cohort(actor=make.LEAD, at=make.now(), fields={"by": "stage"})
    bring_up_to_date(make.now())
    # the key, what is in the cohorts, the trends
    for by, trends in (("product", 12), ("stage", 3)):
        with django_assert_num_queries(3):
            assert len(reader.get("trends", {"by": by}).json()["results"]) == trends


@pytest.mark.parametrize("query", [{"by": "stage"}, {"by": "first_site"}, {"as_of": PAST}], ids=str)
def test_what_is_computed_when_asked_for_takes_four_queries_more(
    query: dict[str, str], django_assert_num_queries: Any
) -> None:
    """Whether it was computed, and still knows the present facts: how it is set, what is there, what was told."""
    reader = tool("trends:read")
    for _ in range(2):
        for _ in range(3):
            make.golive(kickoff_on=date(2025, 1, 1))
        bring_up_to_date(make.now())
        reader.get("trends", query)
        compute_requested(at=make.now())
        with django_assert_num_queries(7):
            assert reader.get("trends", query).status_code == 200


def test_a_key_bound_to_a_customer_is_refused() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    answer = tool("trends:read", customer=golive.customer).get("trends")
    assert (answer.status_code, slug(answer)) == (403, "forbidden")


def test_a_key_needs_the_scope() -> None:
    assert slug(tool("measures:read").get("trends")) == "scope-missing"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"by": "colour"}, "?by"),
        ({"series": "weeks"}, "?series"),
        ({"as_of": "yesterday"}, "?as_of"),
        ({"as_of": "2199-01-01"}, "?as_of"),
        ({"cohort": "x"}, "?cohort"),
    ],
)
def test_what_cannot_be_asked_is_refused(query: dict[str, str], place: str) -> None:
    assert pointers(asked(**query)) == [place]


def test_an_unknown_trend_is_not_found() -> None:
    make.golive()
    assert tool("trends:read").get(f"trends/{make.customer().id}").status_code == 404


def later(**query: Any) -> list[dict[str, Any]]:
    """What is not kept current: 202 at first, then there."""
    assert asked(**query).status_code == 202
    compute_requested(at=make.now())
    return listed(**query)


def test_any_cohorts_can_be_asked_for_and_come_later() -> None:
    make.golive(at=make.customer(system_of_record="Northwind"))
    bring_up_to_date(make.now())
    rows = later(by="system_of_record,first_site", series="days")
    assert [(row["cohort"], row["by"], row["current"]) for row in rows] == [
        ("first / Northwind", ["first_site", "system_of_record"], True)
    ]


@pytest.mark.parametrize(
    "query", [{"clock": "contract"}, {"net_of": "holds"}, {"clock": "contract", "net_of": "holds"}]
)
def test_other_clocks_come_later_too(query: dict[str, str]) -> None:
    make.golive(contract_signed_on=make.days_ago(90))
    bring_up_to_date(make.now())
    [row] = later(series="days", **query)
    assert (row["clock"], row["net_of"]) == (query.get("clock", "kickoff"), query.get("net_of"))


def test_hours_of_activities_come_later_too() -> None:
    make.hours(make.golive(), 2, activity="training")
    bring_up_to_date(make.now())
    assert {row["series"] for row in later(series="hours:training,hours:travel")} == {"hours:training", "hours:travel"}


def test_what_was_asked_for_is_shown_as_it_is_and_computed_again_meanwhile() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    later(by="stage")
    make.hours(golive, 2)
    follow(at=make.now())
    assert not any(row["current"] for row in listed(by="stage"))
    assert compute_requested(at=make.now()) == 1
    assert all(row["current"] for row in listed(by="stage"))


def test_a_trend_of_a_past_day_is_read_by_its_cohort() -> None:
    make.golive(kickoff_on=date(2025, 1, 1))
    bring_up_to_date(make.now())
    key = listed()[0]["cohort_key"]
    reader = tool("trends:read")
    first = reader.get(f"trends/{key}", {"as_of": PAST})
    assert (first.status_code, first["Retry-After"], first.json()) == (202, "5", {"as_of": PAST, "retry_after": 5})
    compute_requested(at=make.now())
    found = reader.get(f"trends/{key}", {"as_of": PAST}).json()
    assert (found["as_of"], found["series"], found["points"][0]["value"]) == (PAST, "days", 89)
    assert reader.get(f"trends/{key}").json()["current"]


def test_a_full_queue_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.services.trend_requests.WAITING_AT_ONCE", 0)
    answer = asked(as_of=PAST)
    assert (answer.status_code, answer["Retry-After"], slug(answer)) == (429, "5", "too-many-requests")


def test_a_detail_takes_few_queries_however_many_cohorts_there_are(django_assert_max_num_queries: Any) -> None:
    for _ in range(4):
        make.golive()
    bring_up_to_date(make.now())
    key, reader = listed()[0]["cohort_key"], tool("trends:read")
    with django_assert_max_num_queries(7):
        assert reader.get(f"trends/{key}").status_code == 200


@pytest.mark.parametrize("key", ["x", "0" * 32, "a%00b"])
def test_an_unknown_cohort_is_not_found(key: str) -> None:
    assert tool("trends:read").get(f"trends/{key}").status_code == 404
