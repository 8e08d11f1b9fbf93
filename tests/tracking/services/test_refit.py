"""Fitting the trends of cohorts: only those that changed, under the fingerprint of what they were computed from."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.models import GoLive, TimeEntry
from implementation.services import customers, followers, products
from tests import factories as make
from tests.tracking.portfolio import learning_golives
from tracking.lenses import SERIES, Lens
from tracking.models import Trend
from tracking.reads.trends import latest_trends, measured_cohorts, told
from tracking.services import refit as refit_module
from tracking.services.bring_up_to_date import bring_past_up_to_date, bring_up_to_date
from tracking.services.follow import follow
from tracking.services.refit import refit

pytestmark = pytest.mark.django_db

PRODUCT, SEGMENT = Lens(("product",)), Lens(("product", "segment"))


def trends(lens: Lens = PRODUCT) -> list[dict[str, Any]]:
    cohorts = measured_cohorts(lens.by, today=make.today())
    rows = latest_trends(lens=lens, series=SERIES, keys=cohorts.keys)
    return [told(row, cohorts, detail=True) for row in rows.order_by("cohort", "series")]


def test_each_cohort_has_a_trend_in_each_series() -> None:
    scribe, triage = make.product("Scribe"), make.product("Triage")
    hospital, clinic = make.customer(segment="hospital"), make.customer()
    for product, customer in ((scribe, hospital), (scribe, clinic), (triage, clinic)):
        make.golive(of=product, at=customer)
    bring_up_to_date(make.now())
    assert [trend["cohort"] for trend in trends() if trend["series"] == "days"] == ["Scribe", "Triage"]
    by_segment = [trend["cohort"] for trend in trends(SEGMENT) if trend["series"] == "days"]
    assert by_segment == ["Scribe / (none)", "Scribe / hospital", "Triage / (none)"]
    assert {trend["series"] for trend in trends()} == set(SERIES)


def test_a_portfolio_that_learns_is_told_so() -> None:
    learning_golives(12, of=make.product("Scribe"), at=make.customer())
    bring_up_to_date(make.now())
    days = next(trend for trend in trends() if trend["series"] == "days")
    assert (days["n"], days["r"], days["direction"], days["current"]) == (12, 12, "down", True)
    # 1 - 2 ** -0.3 is 19%
    assert days["learning_rate"] == pytest.approx(0.188, abs=0.05)
    assert [point["number"] for point in days["points"]] == list(range(1, 13))
    assert len(days["curve"]) == 12


def test_hours_are_those_of_the_series() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), live_on=date(2026, 2, 1))
    make.hours(golive, 3, on=date(2026, 1, 5))
    make.hours(golive, 2, on=date(2026, 1, 6), with_customer=False)
    bring_up_to_date(make.now())
    assert {trend["series"]: trend["points"][0]["value"] for trend in trends()} == {
        "days": 31,
        "handholding_hours": 3,
        "total_hours": 5,
    }


def test_pilots_are_not_counted() -> None:
    product = make.product("Scribe")
    make.golive(of=product, stage="pilot")
    make.golive(of=product)
    bring_up_to_date(make.now())
    assert {trend["n"] for trend in trends()} == {1}


def test_nothing_is_fitted_again_while_nothing_changed() -> None:
    make.golive()
    bring_up_to_date(make.now())
    assert refit(at=make.now()).fitted == 0


def test_only_the_changed_cohorts_are_fitted_again() -> None:
    touched, left = make.golive(of=make.product("Scribe")), make.golive(of=make.product("Triage"))
    bring_up_to_date(make.now())
    before = {trend.pk for trend in Trend.objects.filter(cohort="Triage")}
    make.hours(touched, 2)
    follow(at=make.now())
    assert refit(at=make.now(), lenses=[PRODUCT]).fitted == 1
    assert {trend.pk for trend in Trend.objects.filter(cohort="Triage")} == before
    assert left.product.name == "Triage"


def test_a_cohort_fitted_alone_is_pooled_with_the_others_of_the_day() -> None:
    customer = make.customer()
    cohorts = [learning_golives(7, of=make.product(name), at=customer) for name in ("A", "B", "C")]
    bring_up_to_date(make.now())
    whole = pooled("A")
    make.hours(cohorts[0][0], 1, on=date(2026, 1, 1))
    follow(at=make.now())
    assert refit(at=make.now(), lenses=[PRODUCT]).fitted == 1
    assert whole is not None
    assert pooled("A") == pytest.approx(whole)


def pooled(cohort: str) -> dict[str, float] | None:
    found: dict[str, float] | None = Trend.objects.get(cohort=cohort, by="product", series="days").result["pooled"]
    return found


def test_a_trend_is_current_until_a_measure_of_its_cohort_changes() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    assert all(trend["current"] for trend in trends())
    make.hours(golive, 2)
    follow(at=make.now())
    assert not any(trend["current"] for trend in trends())
    refit(at=make.now())
    assert all(trend["current"] for trend in trends())


def test_a_newer_answer_of_the_day_supersedes_the_older() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    make.hours(golive, 2)
    bring_up_to_date(make.now())
    assert Trend.objects.filter(by="product").count() == len(SERIES)


def test_the_answer_of_the_day_before_is_kept() -> None:
    make.golive()
    bring_up_to_date(make.now())
    bring_up_to_date(make.now() + timedelta(days=1))
    assert Trend.objects.filter(by="product").values("as_of").distinct().count() == 2


def test_a_golive_that_moves_to_another_segment_changes_both_cohorts() -> None:
    customer = make.customer(segment="hospital")
    product = make.product("Scribe")
    make.golive(of=product, at=customer)
    make.golive(of=product, at=make.customer(segment="clinic"))
    bring_up_to_date(make.now())
    fields = {"segment": "clinic"}
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields=fields)
    bring_up_to_date(make.now())
    assert [(trend["cohort"], trend["n"]) for trend in trends(SEGMENT) if trend["series"] == "days"] == [
        ("Scribe / clinic", 2)
    ]
    assert not Trend.objects.filter(cohort="Scribe / hospital").exists()


def test_a_renamed_product_keeps_its_cohort() -> None:
    product = make.product("Scribe")
    make.golive(of=product)
    bring_up_to_date(make.now())
    [before] = {trend["cohort_key"] for trend in trends()}
    products.change_product(actor=make.LEAD, at=make.now(), product_id=product.id, fields={"name": "Scribe 2"})
    bring_up_to_date(make.now())
    assert {(trend["cohort"], trend["cohort_key"]) for trend in trends()} == {("Scribe 2", before)}


def test_a_cohort_whose_measures_are_of_yesterday_waits() -> None:
    make.golive()
    bring_up_to_date(make.now())
    tomorrow = make.now() + timedelta(days=1)
    assert refit(at=tomorrow, lenses=[PRODUCT]) == refit_module.Refitted(fitted=0, waiting=1)


def test_a_golive_that_is_set_aside_does_not_keep_its_cohort_back() -> None:
    product = make.product("Scribe")
    bad, good = make.golive(of=product), make.golive(of=product)
    bring_up_to_date(make.now())
    followers.park("measures", bad.id, error="bad", at=make.now() + timedelta(days=9))
    bring_up_to_date(make.now() + timedelta(days=1))
    [days] = Trend.objects.filter(by="product", series="days", as_of=make.today() + timedelta(days=1))
    assert [point["id"] for point in days.detail["points"]] == [str(good.id)]


def test_a_past_day_equals_the_data_cut_at_that_day() -> None:
    past = date(2025, 6, 30)
    learning_golives(14, of=make.product("Scribe"), at=make.customer())
    bring_past_up_to_date(past, at=make.now())
    whole = numbers_of("Scribe", past)
    cut_off(past)
    bring_past_up_to_date(past, at=make.now())
    assert numbers_of("Scribe", past) == whole
    assert (whole["days"]["n"], whole["days"]["n_not_started"]) == (9, 5)


def cut_off(day: date) -> None:
    """Take everything dated later out of the tables, as if nobody had known of it."""
    Trend.objects.all().delete()
    TimeEntry.objects.filter(worked_on__gt=day).delete()
    GoLive.objects.filter(live_on__gt=day).update(live_on=None)


def numbers_of(cohort: str, day: date) -> dict[str, dict[str, Any]]:
    rows = Trend.objects.filter(cohort=cohort, by="product", as_of=day)
    found = {row.series: {**row.result, **row.detail} for row in rows}
    for numbers in found.values():
        del numbers["computed_at"]
    return found


def test_a_past_day_whose_facts_changed_since_is_fitted_again() -> None:
    past = date(2025, 6, 30)
    golive = make.golive(kickoff_on=date(2025, 6, 1))
    bring_past_up_to_date(past, at=make.now())
    make.hours(golive, 2, on=date(2025, 6, 15))
    bring_past_up_to_date(past, at=make.now())
    [trend] = Trend.objects.filter(as_of=past, series="total_hours", by="product")
    assert trend.detail["points"][0]["value"] == 2


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="lies in the future"):
        bring_past_up_to_date(make.today() + timedelta(days=1), at=make.now())
