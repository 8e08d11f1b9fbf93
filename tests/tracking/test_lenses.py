"""From which sides cohorts are looked at, and how they are formed: pure, without a database."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from implementation.models.time_entries import Activity
from tracking.cohorts import Member, Setting, by_of, first_sites, group
from tracking.lenses import ACTIVITIES, Lens, is_activity, series_of

CUSTOMER, PRODUCT = uuid4(), uuid4()


def member(**fields: object) -> Member:
    usual = Member(
        golive_id=uuid4(),
        revision=1,
        ref=None,
        kickoff=date(2026, 1, 1),
        stage="production",
        customer_id=CUSTOMER,
        site_id=None,
        product_id=PRODUCT,
        product="Scribe",
        segment="hospital",
        system_of_record="Northwind",
        playbook=None,
        seats=None,
        sites=None,
    )
    return replace(usual, **fields)  # type: ignore[arg-type]


def labels(*members: Member, by: str) -> dict[str, int]:
    return {one.label: len(one.members) for one in group(members, by_of(by)).values()}


def test_activities_are_those_of_time_entries() -> None:
    assert set(ACTIVITIES) == set(Activity.values)


def test_cohorts_can_be_formed_by_any_of_the_dimensions() -> None:
    first, second = member(playbook="ambient"), member(system_of_record="", segment="clinic")
    assert labels(first, second, by="system_of_record,segment") == {"clinic / (none)": 1, "hospital / Northwind": 1}
    assert labels(first, second, by="playbook") == {"ambient": 1, "(none)": 1}
    assert labels(first, second, by="product") == {"Scribe": 2}


def test_pilots_are_apart_and_told_only_by_stage() -> None:
    pilot, real = member(stage="pilot"), member()
    assert labels(pilot, real, by="product") == {"Scribe": 1}
    assert labels(pilot, real, by="product,stage") == {"Scribe / pilot": 1, "Scribe / production": 1}


def test_the_first_site_of_a_customer_is_where_the_product_started() -> None:
    here, there = uuid4(), uuid4()
    second = member(site_id=there, kickoff=date(2026, 2, 1))
    again = member(site_id=here, kickoff=date(2026, 3, 1))
    first = member(site_id=here)
    elsewhere = member(site_id=there, customer_id=uuid4(), kickoff=date(2026, 5, 1))
    assert first_sites([second, again, first, elsewhere]) == {first.golive_id, again.golive_id, elsewhere.golive_id}


def test_without_sites_the_first_golive_alone_is_the_first_site() -> None:
    later, first, unplanned = member(kickoff=date(2026, 2, 1)), member(), member(kickoff=None)
    assert labels(later, first, unplanned, by="first_site") == {"first": 1, "later": 2}


def test_a_setting_changes_what_a_cohort_is_computed_from() -> None:
    one = member(golive_id=UUID(int=1))
    [plain] = group([one], ("product",)).values()
    [counted] = group([one], ("product",), {"": Setting(prior_repetitions=5)}).values()
    assert plain.inputs != counted.inputs
    assert plain.key == counted.key


def test_the_setting_of_a_cohort_goes_before_that_of_its_set() -> None:
    one = member()
    [plain] = group([one], ("product",)).values()
    settings = {"": Setting(prior_repetitions=5), plain.key: Setting(prior_repetitions=2)}
    [counted] = group([one], ("product",), settings).values()
    assert counted.setting.prior_repetitions == 2


def test_only_known_scope_numbers_are_handed_on() -> None:
    assert member(seats=40).scope == {"seats": 40.0}


def test_series_are_all_main_ones_or_all_of_activities() -> None:
    assert series_of("days, total_hours") == ("days", "total_hours")
    assert is_activity(series_of("hours:training"))
    with pytest.raises(ValueError, match="mixes the main series"):
        series_of("days,hours:training")


@pytest.mark.parametrize("text", ["", "weeks", "hours:juggling"])
def test_an_unknown_series_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="names an unknown series"):
        series_of(text)


@pytest.mark.parametrize("text", ["", "colour", "product,colour"])
def test_an_unknown_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no set of cohorts"):
        by_of(text)


def test_only_days_from_kickoff_with_holds_in_the_main_series_are_plain() -> None:
    by = ("product",)
    assert Lens(by).plain
    assert not any(
        lens.plain for lens in (Lens(by, clock="contract"), Lens(by, net_of="holds"), Lens(by, activities=True))
    )
