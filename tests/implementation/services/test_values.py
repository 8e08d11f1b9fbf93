"""Shared steps: comparing, checking, and what lies in the future."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Customer, TimeEntry
from implementation.services import customers
from implementation.services.values import check, counted, differences, moment_not_in_future, not_in_future, plain
from tests import factories as make

TODAY = date(2026, 3, 15)


def at(hour: int, zone: timezone = UTC) -> datetime:
    return datetime(2026, 3, 15, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(0), TODAY),
        (at(9), TODAY),
        (at(10), TODAY + timedelta(days=1)),  # midnight at UTC+14
        (at(23), TODAY + timedelta(days=1)),
        (at(1, timezone(timedelta(hours=2))), TODAY),
    ],
)
def test_a_day_may_be_stated_once_it_has_begun_somewhere_on_earth(moment: datetime, day: date) -> None:
    not_in_future("on", day, moment)
    with pytest.raises(Problem, match="future"):
        not_in_future("on", day + timedelta(days=1), moment)


def test_no_day_is_not_in_the_future() -> None:
    not_in_future("on", None, at(0))


def test_a_moment_is_the_same_everywhere_and_clocks_differ_a_little() -> None:
    moment_not_in_future("at", at(9) + timedelta(minutes=5), at(9))
    moment_not_in_future("at", at(11, timezone(timedelta(hours=2))), at(9))
    with pytest.raises(Problem, match="future"):
        moment_not_in_future("at", at(9) + timedelta(minutes=6), at(9))


def test_an_empty_ref_equals_none() -> None:
    assert differences(Customer(name="A"), {"ref": "", "name": "A"}) == ({}, {})


def test_null_where_the_database_takes_none_is_told_by_field() -> None:
    nulls: dict[str, Any] = {"name": "A", "segment": None, "country": None}
    with pytest.raises(Problem) as refusal:
        check(Customer(**nulls))
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [("/segment", "null"), ("/country", "null")]


def test_a_single_fault_is_told_in_the_detail_itself() -> None:
    with pytest.raises(Problem, match=r"^activity: .*not a valid choice"):
        check(TimeEntry(worked_on=TODAY, minutes=5, activity="napping"))


@pytest.mark.django_db
def test_null_is_refused_by_a_service_before_the_database_sees_it() -> None:
    customer = make.customer()
    with pytest.raises(Problem, match="not null"):
        customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": None})


def test_events_keep_what_json_knows() -> None:
    customer = Customer(name="A")
    kept = plain(
        {"day": TODAY, "at": at(9), "row": customer, "id": customer.id, "some": {1}, "of": (TODAY,), "no": None}
    )
    assert kept == {
        "day": "2026-03-15", "at": "2026-03-15T09:00:00+00:00", "row": str(customer.id), "id": str(customer.id),
        "some": [1], "of": ["2026-03-15"], "no": None,
    }  # fmt: skip


def test_one_is_and_two_are() -> None:
    assert (counted(1, "gate"), counted(2, "gate")) == ("1 gate is", "2 gates are")
