"""Trends from other sides than the usual one: other cohorts, clocks and series, settings, and parts of small ones."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.models import GoLive
from tests import factories as make
from tests.tracking.portfolio import learning_golives
from tracking.cohorts import by_of
from tracking.lenses import Lens
from tracking.models import GoLiveMeasure, Trend
from tracking.reads.trends import trends_as_of
from tracking.services import cohort_configs
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.follow import follow
from tracking.services.refit import Refitted, refit_touched

pytestmark = pytest.mark.django_db


def told(by: str, series: str = "days", **how: Any) -> dict[str, dict[str, Any]]:
    """Results with detail, by the cohort's label."""
    lens = Lens(by_of(by), activities=series.startswith("hours:"), **how)
    bring_up_to_date(make.now(), lenses=[lens])
    rows = trends_as_of(make.today(), lens=lens, series=[series])
    return {row.cohort: {**row.result, **row.detail} for row in rows}


def test_any_dimension_forms_cohorts() -> None:
    product, northwind = make.product("Scribe"), make.customer(system_of_record="Northwind", segment="clinic")
    make.golive(of=product, at=northwind)
    make.golive(of=product, at=northwind, kickoff_on=make.days_ago(30), stage="pilot")
    make.golive(of=product)
    assert set(told("system_of_record")) == {"Northwind", "(none)"}
    assert set(told("stage,segment")) == {"(none) / production", "clinic / pilot", "clinic / production"}
    assert {label: trend["n"] for label, trend in told("first_site").items()} == {"first": 2}


def test_a_pilot_is_a_cohort_of_its_own() -> None:
    product = make.product("Scribe")
    make.golive(of=product, stage="pilot")
    make.golive(of=product)
    assert {label: trend["n"] for label, trend in told("product,stage").items()} == {
        "Scribe / pilot": 1,
        "Scribe / production": 1,
    }


@pytest.fixture
def held() -> GoLive:
    """31 days from kickoff, of which 10 on hold, signed 20 days before."""
    golive = make.golive(
        of=make.product("Scribe"),
        contract_signed_on=date(2025, 12, 12),
        kickoff_on=date(2026, 1, 1),
        live_on=date(2026, 2, 1),
    )
    make.hold(golive, date(2026, 1, 10), date(2026, 1, 19))
    return golive


@pytest.mark.parametrize(
    ("how", "days"),
    [
        ({}, 31),
        ({"net_of": "holds"}, 21),
        ({"clock": "contract"}, 51),
        ({"clock": "contract", "net_of": "holds"}, 41),
    ],
)
def test_the_clock_and_holds_change_the_days(held: GoLive, how: dict[str, str], days: int) -> None:
    trend = told("product", **how)["Scribe"]
    assert trend["points"][0]["value"] == days
    assert (trend["clock"], trend["net_of"]) == (how.get("clock", "kickoff"), how.get("net_of"))


def test_without_a_contract_there_are_no_days_from_it_and_the_trend_says_so() -> None:
    make.golive(of=make.product("Scribe"))
    trend = told("product", clock="contract")["Scribe"]
    assert (trend["n_excluded"], trend["flags"]) == (1, ["no_contract"])


def test_hours_of_an_activity_are_a_series() -> None:
    golive = make.golive(of=make.product("Scribe"), kickoff_on=date(2026, 1, 1), live_on=date(2026, 2, 1))
    make.hours(golive, 3, on=date(2026, 1, 5), activity="training")
    make.hours(golive, 2, on=date(2026, 1, 6), activity="integration")
    trend = told("product", "hours:training")["Scribe"]
    assert (trend["series"], trend["points"][0]["value"], trend["r"]) == ("hours:training", 3, 1)


def test_a_golive_without_the_activity_is_left_out_and_not_taken_for_missing_hours() -> None:
    golive = make.golive(of=make.product("Scribe"), kickoff_on=date(2026, 1, 1), live_on=date(2026, 2, 1))
    make.hours(golive, 2, on=date(2026, 1, 6), activity="integration")
    trend = told("product", "hours:training")["Scribe"]
    assert (trend["n_excluded"], trend["n_hours_missing"], trend["flags"]) == (1, 0, ["no_such_hours"])


def test_a_set_that_is_kept_is_fitted_with_the_standing_ones() -> None:
    make.golive(at=make.customer(system_of_record="Northwind"))
    cohort_configs.create_cohort(actor=make.LEAD, at=make.now(), fields={"by": "system_of_record"})
    bring_up_to_date(make.now())
    assert Trend.objects.filter(by="system_of_record", cohort="Northwind").count() == 3


def test_prior_repetitions_are_counted() -> None:
    learning_golives(12, of=make.product("Scribe"), at=make.customer())
    before = told("product")["Scribe"]
    fields = {"by": "product", "prior_repetitions": 20}
    cohort_configs.create_cohort(actor=make.LEAD, at=make.now(), fields=fields)
    after = told("product")["Scribe"]
    assert before["reasons"].get("slope") is None
    assert after["reasons"]["slope"] == "no_doubling"


def test_history_that_knows_finished_ones_only_is_not_counted() -> None:
    learning_golives(12, of=make.product("Scribe"), at=make.customer())
    fields = {"by": "product", "tracking_start": date(2025, 4, 1)}
    cohort_configs.create_cohort(actor=make.LEAD, at=make.now(), fields=fields)
    trend = told("product")["Scribe"]
    assert (trend["r"], "history_completed_only" in trend["flags"]) == (8, True)


def test_five_finished_ones_are_told_by_their_parts() -> None:
    product, customer = make.product("Scribe"), make.customer()
    for number in range(1, 6):
        golive = make.golive(
            of=product,
            at=customer,
            kickoff_on=date(2026, 1, 1) + timedelta(days=10 * number),
            live_on=date(2026, 3, 1) + timedelta(days=10 * number),
        )
        task = make.task(golive, phase="build")
        started = golive.kickoff_on + timedelta(days=1)
        make.hours(golive, 20 / number, on=started, task_id=task.id)
    trend = told("product", "total_hours")["Scribe"]
    [part] = trend["parts"]["hours_by_category"]
    assert (part["part"], part["first"], part["last"], part["go_lives"]) == ("integration", 15, 4.5, 2)
    assert trend["level"] == "list"
    assert (
        "Work on integration: 15 hours at first, 4 lately (11 less), by the first and last 2 finished." in trend["text"]
    )
    assert "About 18 more until a 15% rate could be told." in trend["text"][0]


def test_days_of_work_and_blocked_days_are_parts_too() -> None:
    golive = make.golive(of=make.product("Scribe"), kickoff_on=date(2026, 1, 1), live_on=date(2026, 2, 1))
    make.barrier(golive, kind="trust", opened_on=date(2026, 1, 5), closed_on=date(2026, 1, 15))
    parts = told("product")["Scribe"]["parts"]
    assert parts["days_by_category"] == []
    [blocked] = parts["days_blocked_by_kind"]
    assert (blocked["part"], blocked["first"], blocked["difference"]) == ("trust", 10, None)


def test_one_changed_entry_refits_its_cohorts_alone() -> None:
    golive, other = make.golive(of=make.product("Scribe")), make.golive(of=make.product("Triage"))
    bring_up_to_date(make.now())
    left = set(Trend.objects.filter(cohort__startswith="Triage").values_list("pk", flat=True))
    make.hours(golive, 2)
    measured: set[Any] = set()
    follow(at=make.now(), measured=measured)
    assert measured == {golive.id}
    assert refit_touched(measured, at=make.now()) == Refitted(fitted=2, waiting=0)
    assert set(Trend.objects.filter(cohort__startswith="Triage").values_list("pk", flat=True)) == left
    [total] = Trend.objects.filter(cohort="Scribe", series="total_hours")
    assert total.detail["points"][0]["value"] == 2
    assert other.product.name == "Triage"


def test_what_touches_half_the_portfolio_is_left_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.services.refit.FEW", 1)
    golives = [make.golive() for _ in range(2)]
    assert refit_touched({golive.id for golive in golives}, at=make.now()) == Refitted(0, 0)


def test_measures_from_before_this_version_are_measured_again() -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    GoLiveMeasure.objects.update(as_of=date(1970, 1, 1))
    bring_up_to_date(make.now())
    assert GoLiveMeasure.objects.get(golive=golive).as_of == make.today()
