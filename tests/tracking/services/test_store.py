"""Storing measures: what is newer stays."""

from datetime import date, timedelta

import pytest

from implementation.models import GoLive
from tests import factories as make
from tests.tracking.facts import DAY, measured
from tracking.models import GoLiveMeasure
from tracking.services.measure import measure
from tracking.services.store import store

pytestmark = pytest.mark.django_db


def test_a_measure_is_stored_whole() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), target_on=date(2026, 2, 1))
    make.hours(golive, 2, on=date(2026, 1, 5), activity="training")
    row = measured(golive)
    store([row])
    kept = GoLiveMeasure.objects.get(golive=golive)
    names = [field.attname for field in GoLiveMeasure._meta.concrete_fields]
    assert {name: getattr(kept, name) for name in names} == {name: getattr(row, name) for name in names}


def test_an_older_revision_does_not_replace_a_newer_one() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    older = measured(golive)
    make.hours(golive, 2, on=date(2026, 1, 5))
    store([measured(golive)])
    store([older])
    assert GoLiveMeasure.objects.get(golive=golive).total_minutes == 120


def test_the_same_revision_of_a_day_before_does_not_replace_today() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    store([measured(golive)])
    store([measured(golive, as_of=DAY - timedelta(days=1))])
    assert GoLiveMeasure.objects.get(golive=golive).as_of == DAY


def test_a_newer_revision_replaces_an_older_one_of_a_later_day() -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1))
    store([measured(golive)])
    make.hours(golive, 2, on=date(2026, 1, 5))
    store([measured(golive, as_of=DAY - timedelta(days=1))])
    assert GoLiveMeasure.objects.get(golive=golive).total_minutes == 120


def test_more_rows_than_fit_one_statement_are_all_stored() -> None:
    product, customer = make.product(), make.customer()
    fields = {"product": product, "customer": customer, "kickoff_on": date(2026, 1, 1)}
    golives = GoLive.objects.bulk_create([GoLive(**fields) for _ in range(450)])
    store(measure([golive.id for golive in golives], as_of=DAY, at=make.now()))
    assert GoLiveMeasure.objects.count() == 450
