"""Forecasts of go-lives in progress: stored daily, beside plan and target, scored when they are live."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.models import GoLive
from implementation.services import golives
from tests import factories as make
from tests.tracking.portfolio import learning_golives
from tracking.models import Backtest, Forecast
from tracking.reads.forecast_scores import forecast_scores
from tracking.services.backtest import backtest, backtest_next_month, months
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.forecasts import store_forecasts
from tracking.services.score_forecasts import score_forecasts

pytestmark = pytest.mark.django_db


def forecast_all(days_ahead: int = 0) -> int:
    at = make.now() + timedelta(days=days_ahead)
    bring_up_to_date(at)
    return store_forecasts(at=at)


@pytest.fixture
def open_golive() -> GoLive:
    """The thirteenth of its product, kicked off 20 days ago; the twelve before it learned."""
    product, customer = make.product("Scribe"), make.customer()
    learning_golives(12, of=product, at=customer)
    return make.golive(
        of=product, at=customer, kickoff_on=make.days_ago(20), target_on=make.today() + timedelta(days=9)
    )


def test_each_open_golive_is_forecast_once_a_day(open_golive: GoLive) -> None:
    assert forecast_all() == 1
    assert forecast_all() == 0
    assert forecast_all(days_ahead=1) == 1
    assert Forecast.objects.count() == 2


def test_a_forecast_tells_when_and_how_sure(open_golive: GoLive) -> None:
    forecast_all()
    found = Forecast.objects.get()
    assert (found.golive_id, found.method, found.level, found.n, found.r) == (open_golive.id, "own", "ok", 13, 12)
    assert found.elapsed == 20
    assert 20 < found.days_p10 < found.days_p50 < found.days_p90
    assert make.today() <= found.live_p10 < found.live_p50 < found.live_p90


def test_plan_and_target_stand_beside_it(open_golive: GoLive) -> None:
    make.task(open_golive, gate="live", due_on=make.today() + timedelta(days=5))
    make.task(open_golive, gate="live", due_on=make.days_ago(3))
    forecast_all()
    found = Forecast.objects.get()
    assert (found.plan_on, found.target_on) == (make.today() + timedelta(days=5), open_golive.target_on)
    assert found.text[0].startswith("The plan says ")
    assert "; the target is " in found.text[0]
    assert "; go-lives like this one say " in found.text[0]
    assert "4 in 5 between" in found.text[0]


def test_a_plan_that_has_passed_means_today_at_the_earliest(open_golive: GoLive) -> None:
    make.task(open_golive, gate="live", due_on=make.days_ago(3))
    forecast_all()
    assert Forecast.objects.get().plan_on == make.today()


def test_a_live_gate_without_a_date_leaves_the_plan_unknown(open_golive: GoLive) -> None:
    make.task(open_golive, gate="live", due_on=make.today())
    make.task(open_golive, gate="live")
    forecast_all()
    assert Forecast.objects.get().plan_on is None


def test_with_too_few_finished_the_forecast_says_so_and_gives_no_figures() -> None:
    make.golive(of=make.product("Scribe"))
    forecast_all()
    found = Forecast.objects.get()
    assert (found.method, found.days_p50, found.live_p50, found.level) == ("none", None, None, "none")
    assert any("No forecast yet." in words for words in found.text)


def test_a_change_of_the_day_replaces_what_was_said(open_golive: GoLive) -> None:
    forecast_all()
    make.hours(open_golive, 7)
    assert forecast_all() == 1
    assert Forecast.objects.get().handholding_to_date == 7


def test_neither_pilots_nor_finished_ones_are_forecast(open_golive: GoLive) -> None:
    make.golive(of=open_golive.product, stage="pilot")
    forecast_all()
    assert Forecast.objects.count() == 1


def test_it_is_scored_when_the_golive_is_live(open_golive: GoLive) -> None:
    forecast_all()
    assert score_forecasts() == 0
    make.move(open_golive, "live", on=make.today())
    bring_up_to_date(make.now())
    assert score_forecasts() == 1
    assert score_forecasts() == 0
    found = Forecast.objects.get()
    assert (found.actual_days, found.actual_live_on, found.actual_total) == (20, make.today(), None)


def test_hours_are_scored_when_hypercare_is_over(open_golive: GoLive) -> None:
    forecast_all()
    make.hours(open_golive, 4)
    make.move(open_golive, "live", on=make.today())
    bring_up_to_date(make.now() + timedelta(days=31))
    score_forecasts()
    found = Forecast.objects.get(as_of=make.today())
    assert (found.actual_handholding, found.actual_total) == (4, 4)


def test_a_roll_back_takes_the_score_back(open_golive: GoLive) -> None:
    forecast_all()
    make.move(open_golive, "live", on=make.today())
    bring_up_to_date(make.now())
    score_forecasts()
    make.move(open_golive, "in_progress", reason="not yet")
    bring_up_to_date(make.now())
    score_forecasts()
    found = Forecast.objects.get()
    assert (found.actual_days, found.actual_live_on) == (None, None)


def test_a_corrected_kickoff_corrects_the_score(open_golive: GoLive) -> None:
    forecast_all()
    make.move(open_golive, "live", on=make.today())
    fields = {"kickoff_on": make.days_ago(30)}
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=open_golive.id, fields=fields)
    bring_up_to_date(make.now())
    score_forecasts()
    assert Forecast.objects.get().actual_days == 30


def scored(series: str = "days", **how: Any) -> list[dict[str, Any]]:
    return [one for one in forecast_scores(**how) if one["series"] == series and one["month"] is None]


def test_of_many_days_one_forecast_an_age_counts(open_golive: GoLive) -> None:
    for days in (0, 1, 2):
        forecast_all(days_ahead=days)
    make.move(open_golive, "live", on=make.today())
    bring_up_to_date(make.now())
    score_forecasts()
    [one] = scored(backtest=False)
    assert (one["n"], one["age_days"], one["level"]) == (1, 0, "list")
    assert "Too few to judge." in one["text"][0]


@pytest.mark.slow
def test_scores_are_told_by_the_month_of_going_live_too() -> None:
    learning_golives(14, of=make.product("Scribe"), at=make.customer())
    bring_up_to_date(make.now())
    backtest(at=make.now())
    found = [one for one in forecast_scores(backtest=True) if one["series"] == "days" and one["age_days"] == 0]
    whole, months_of = found[0], found[1:]
    assert whole["n"] == sum(one["n"] for one in months_of)
    assert all(one["month"].startswith("2025-") for one in months_of)
    assert whole["pinball"] == pytest.approx(sum(one["pinball"] * one["n"] for one in months_of) / whole["n"])
    assert forecast_scores(backtest=False) == []


def test_each_past_month_is_tested_once_and_again_when_history_comes_in() -> None:
    product, customer = make.product("Scribe"), make.customer()
    learning_golives(3, of=product, at=customer, since=make.days_ago(250))
    bring_up_to_date(make.now())
    all_months = len(list(months(until=make.today())))
    assert backtest(at=make.now()) == all_months
    assert backtest(at=make.now()) == 0
    make.golive(of=product, at=customer, kickoff_on=make.days_ago(181))
    assert backtest(at=make.now()) > 0
    assert backtest(at=make.now(), again=True) == Backtest.objects.count()


def test_unasked_one_month_a_time_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    make.golive(kickoff_on=make.days_ago(100))
    assert backtest_next_month(at=make.now()) == 1
    assert Backtest.objects.count() == 1
    monkeypatch.setattr("tracking.services.backtest.UNASKED_UP_TO", 0)
    assert backtest_next_month(at=make.now()) == 0


@pytest.mark.slow
def test_a_back_test_knows_nothing_of_what_came_after() -> None:
    product, customer = make.product("Scribe"), make.customer()
    learning_golives(12, of=product, at=customer)
    bring_up_to_date(make.now())
    backtest(at=make.now())
    day = date(2025, 7, 1)
    before = list(Forecast.objects.filter(as_of=day).order_by("golive_id").values_list("days_p50", "n", "r"))
    learning_golives(3, of=product, at=customer, since=date(2026, 1, 1))
    backtest(at=make.now(), again=True)
    assert list(Forecast.objects.filter(as_of=day).order_by("golive_id").values_list("days_p50", "n", "r")) == before


def test_an_empty_portfolio_has_no_months() -> None:
    assert list(months(until=make.today())) == []
    assert backtest(at=make.now()) == 0
