"""Forecasts through HTTP: the newest of each go-live in progress, who sees them, and how good they were."""

from datetime import timedelta
from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models import GoLive
from implementation.services import golives
from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool
from tests.tracking.portfolio import learning_golives
from tracking.models import Forecast
from tracking.services.backtest import backtest
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.follow import follow
from tracking.services.forecasts import store_forecasts

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_golive() -> GoLive:
    product, customer = make.product("Scribe"), make.customer()
    learning_golives(12, of=product, at=customer)
    golive = make.golive(of=product, at=customer, kickoff_on=make.days_ago(20))
    told()
    return golive


def told(days_ahead: int = 0) -> None:
    at = make.now() + timedelta(days=days_ahead)
    bring_up_to_date(at)
    store_forecasts(at=at)


def listed(**query: Any) -> list[dict[str, Any]]:
    answer = tool("forecasts:read").get("forecasts", query)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_each_figure_comes_with_its_day_and_how_sure_it_is(open_golive: GoLive) -> None:
    [row] = listed()
    assert (row["go_live"], row["as_of"], row["current"]) == (str(open_golive.id), str(make.today()), True)
    assert (row["n"], row["level"], row["method"]) == (13, "ok", "own")
    assert row["text"]


def test_it_is_not_current_once_the_golive_changed(open_golive: GoLive) -> None:
    make.hours(open_golive, 1)
    follow(at=make.now())
    assert [row["current"] for row in listed()] == [False]


def test_the_newest_of_each_golive_is_listed_and_older_ones_by_day_or_as_history(open_golive: GoLive) -> None:
    Forecast.objects.update(as_of=make.days_ago(1))
    told()
    assert [row["as_of"] for row in listed()] == [str(make.today())]
    assert [row["as_of"] for row in listed(as_of=str(make.days_ago(1)))] == [str(make.days_ago(1))]
    assert len(listed(history="true", go_live=str(open_golive.id))) == 2


def test_what_is_live_is_forecast_no_more(open_golive: GoLive) -> None:
    make.move(open_golive, "live", on=make.today())
    assert listed() == []


def test_without_forecasts_the_list_is_empty() -> None:
    assert listed() == []


def test_filters_narrow(open_golive: GoLive) -> None:
    assert len(listed(customer=str(open_golive.customer_id), product=str(open_golive.product_id))) == 1
    assert listed(product=str(make.product().id)) == []


def test_a_list_takes_few_queries(open_golive: GoLive, django_assert_num_queries: Any) -> None:
    reader = tool("forecasts:read")
    # the key, the newest day, the forecasts
    with django_assert_num_queries(3):
        assert reader.get("forecasts").status_code == 200


def test_a_key_of_the_customer_sees_what_was_released_and_only_that(open_golive: GoLive) -> None:
    theirs = tool("forecasts:read", customer=open_golive.customer)
    assert theirs.get("forecasts").json()["results"] == []
    release(open_golive)
    assert [row["go_live"] for row in theirs.get("forecasts").json()["results"]] == [str(open_golive.id)]
    assert tool("forecasts:read", customer=make.customer()).get("forecasts").json()["results"] == []


def test_a_contact_and_a_share_link_see_what_was_released(open_golive: GoLive) -> None:
    contact = Actor(ActorKind.USER, "Con Tact", role=Role.CONTACT, customer_id=open_golive.customer_id)
    link = Actor(ActorKind.SHARE_LINK, "link", customer_id=open_golive.customer_id, golive_id=open_golive.id)
    assert not Forecast.objects.visible_to(contact).exists()
    assert not Forecast.objects.visible_to(link).exists()
    release(open_golive)
    assert Forecast.objects.visible_to(contact).exists()
    assert Forecast.objects.visible_to(link).exists()


def release(golive: GoLive) -> None:
    fields = {"forecast_released": True}
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)


def test_scores_tell_coverage_bias_and_loss(open_golive: GoLive) -> None:
    backtest(at=make.now())
    answer = tool("forecasts:read").get("forecasts/scores", {"backtest": "true"}).json()
    first = answer["results"][0]
    assert (answer["as_of"], answer["current"]) == (str(make.today()), True)
    assert {"coverage", "coverage_lo", "coverage_hi", "bias", "pinball", "n", "level", "method", "text"} <= set(first)


def test_scores_of_what_was_told_at_the_time_are_apart_from_back_tests(open_golive: GoLive) -> None:
    backtest(at=make.now())
    assert tool("forecasts:read").get("forecasts/scores").json()["results"] == []


def test_scores_concern_all_customers(open_golive: GoLive) -> None:
    answer = tool("forecasts:read", customer=open_golive.customer).get("forecasts/scores")
    assert (answer.status_code, slug(answer)) == (403, "forbidden")


def test_a_key_needs_the_scope() -> None:
    assert slug(tool("measures:read").get("forecasts")) == "scope-missing"


@pytest.mark.parametrize("query", [{"as_of": "soon"}, {"go_live": "x"}, {"history": "yes"}, {"backtest": "true"}])
def test_what_cannot_be_asked_is_refused(query: dict[str, str]) -> None:
    assert pointers(tool("forecasts:read").get("forecasts", query)) == [f"?{next(iter(query))}"]
