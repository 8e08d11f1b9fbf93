"""The follower of the event log that keeps measures current."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError

from implementation.models import Follower, GoLive, ParkedGoLive
from implementation.services import customers, followers, products
from implementation.services.change import changing
from tests import factories as make
from tracking.models import GoLiveMeasure
from tracking.services import follow as follow_module
from tracking.services import measure as measure_module
from tracking.services.bring_up_to_date import bring_up_to_date, events_waiting
from tracking.services.follow import follow, refresh_measures, retry_parked
from tracking.services.measure import measure
from tracking.services.store import store
from tracking.services.verify import verify_measures

pytestmark = pytest.mark.django_db


def stored(golive: GoLive) -> GoLiveMeasure:
    return GoLiveMeasure.objects.get(golive=golive)


def current(golive: GoLive) -> bool:
    golive.refresh_from_db()
    return GoLiveMeasure.objects.filter(golive=golive, revision=golive.revision, as_of=make.today()).exists()


def test_a_change_is_measured_once_it_is_followed() -> None:
    golive = make.golive()
    follow(at=make.now())
    make.hours(golive, 2)
    assert not current(golive)
    follow(at=make.now())
    assert current(golive)
    assert stored(golive).total_minutes == 120


def test_following_again_finds_nothing_to_do() -> None:
    make.golive()
    assert follow(at=make.now()) > 0
    assert follow(at=make.now()) == 0
    assert events_waiting() == 0


def test_a_change_of_the_customer_touches_all_its_golives() -> None:
    customer = make.customer()
    golives = [make.golive(at=customer) for _ in range(3)]
    follow(at=make.now())
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": "clinic"})
    assert not any(current(golive) for golive in golives)
    follow(at=make.now())
    assert all(current(golive) for golive in golives)


def test_a_change_of_the_product_touches_all_its_golives() -> None:
    product = make.product()
    golives = [make.golive(of=product) for _ in range(3)]
    follow(at=make.now())
    products.change_product(actor=make.LEAD, at=make.now(), product_id=product.id, fields={"name": "New"})
    follow(at=make.now())
    assert all(current(golive) for golive in golives)


def test_an_event_about_many_customers_touches_whatever_changed() -> None:
    golive = make.golive()
    follow(at=make.now())
    with changing(actor=make.LEAD, at=make.now(), golive_ids=[golive.id]) as change:
        change.record_many("customer.changed", [golive.customer_id], golive=None)
        change.touch([golive.id])
    follow(at=make.now())
    assert current(golive)


def test_a_golive_that_cannot_be_measured_is_set_aside_and_the_others_go_on(bad: "Bad") -> None:
    golives = [make.golive() for _ in range(7)]
    bad.golive_ids = {golives[3].id}
    follow(at=make.now())
    assert [current(golive) for golive in golives] == [True, True, True, False, True, True, True]
    parked = ParkedGoLive.objects.get()
    assert (parked.golive_id, parked.error) == (golives[3].id, "ZeroDivisionError: bad go-live")
    assert events_waiting() == 0


def test_a_golive_that_cannot_be_stored_is_set_aside_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    golives = [make.golive() for _ in range(4)]
    spoil(monkeypatch, golives[2].id)
    follow(at=make.now())
    assert [current(golive) for golive in golives] == [True, True, False, True]
    assert ParkedGoLive.objects.get().golive_id == golives[2].id


def test_what_is_set_aside_is_retried_when_due_and_released_on_success(bad: "Bad") -> None:
    golive = make.golive()
    bad.golive_ids = {golive.id}
    follow(at=make.now())
    bad.golive_ids = set()
    assert retry_parked(at=make.now()) == 0
    assert retry_parked(at=make.now() + timedelta(seconds=31)) == 1
    assert current(golive)
    assert not ParkedGoLive.objects.exists()


def test_each_failure_waits_longer_for_the_next_attempt(bad: "Bad") -> None:
    golive = make.golive()
    bad.golive_ids = {golive.id}
    follow(at=make.now())
    later = make.now() + timedelta(seconds=31)
    retry_parked(at=later)
    parked = ParkedGoLive.objects.get()
    assert (parked.attempts, parked.next_attempt_at) == (2, later + followers.RETRY_AFTER[1])


def test_a_lost_database_sets_nothing_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    make.golive()

    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(follow_module, "measure", lost)
    with pytest.raises(OperationalError):
        follow(at=make.now())
    assert not ParkedGoLive.objects.exists()
    assert events_waiting() > 0


def test_a_worker_killed_before_it_stored_leaves_the_batch_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    golive = make.golive()

    def killed(*_: Any, **__: Any) -> bool:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(follow_module, "advance", killed)
        with pytest.raises(SystemExit):
            follow(at=make.now())
    assert (Follower.objects.get(name="measures").position, current(golive)) == (0, False)
    follow(at=make.now())
    assert current(golive)


def test_a_worker_killed_while_it_stored_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    golives = [make.golive() for _ in range(2)]

    def killed(rows: Sequence[GoLiveMeasure]) -> None:
        store(rows[:1])
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(follow_module, "store", killed)
        with pytest.raises(SystemExit):
            follow(at=make.now())
    assert not GoLiveMeasure.objects.exists()
    assert Follower.objects.get(name="measures").position == 0
    follow(at=make.now())
    assert all(current(golive) for golive in golives)


def test_who_was_overtaken_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    golive = make.golive()
    follow(at=make.now())
    make.hours(golive, 1)
    slow = measure

    def overtaken(ids: Sequence[UUID], **how: Any) -> list[GoLiveMeasure]:
        found = slow(ids, **how)
        Follower.objects.filter(name="measures").update(position=10**6)
        for row in found:
            row.total_minutes = 999
        return found

    monkeypatch.setattr(follow_module, "measure", overtaken)
    assert follow(at=make.now()) == 0
    assert stored(golive).total_minutes == 0


def test_a_batch_that_touches_many_is_stored_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_module, "CHUNK", 2)
    customer = make.customer()
    golives = [make.golive(at=customer) for _ in range(5)]
    follow(at=make.now())
    assert all(current(golive) for golive in golives)
    assert events_waiting() == 0


def test_the_day_after_every_measure_is_refreshed() -> None:
    golive = make.golive(kickoff_on=make.days_ago(10))
    follow(at=make.now())
    tomorrow = make.now() + timedelta(days=1)
    assert refresh_measures(at=tomorrow) == 1
    assert (stored(golive).days, stored(golive).as_of) == (11, make.today() + timedelta(days=1))
    assert refresh_measures(at=tomorrow) == 0


def test_what_is_set_aside_is_not_refreshed_before_it_is_due(bad: "Bad") -> None:
    golive = make.golive()
    bad.golive_ids = {golive.id}
    follow(at=make.now())
    assert refresh_measures(at=make.now()) == 0
    assert ParkedGoLive.objects.get().attempts == 1


@time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
def test_today_is_the_date_in_the_reporting_time_zone(settings: Any) -> None:
    settings.REPORTING_TIME_ZONE = "Europe/Berlin"
    golive = make.golive(kickoff_on=date(2026, 6, 1))
    follow(at=make.now())
    assert (stored(golive).as_of, stored(golive).days) == (date(2026, 7, 1), 30)


def test_a_full_rebuild_gives_what_is_stored() -> None:
    golive = make.golive(kickoff_on=make.days_ago(50), target_on=make.days_ago(10))
    make.hours(golive, 3)
    make.hold(golive, make.days_ago(20), make.days_ago(15))
    make.barrier(golive, opened_on=make.days_ago(30))
    bring_up_to_date(make.now())
    assert verify_measures(at=make.now()) == []
    GoLiveMeasure.objects.all().delete()
    bring_up_to_date(make.now())
    assert verify_measures(at=make.now()) == []


class Bad:
    """Go-lives whose measuring fails."""

    golive_ids: set[UUID] = set()


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> Bad:
    found = Bad()

    def failing(ids: Sequence[UUID], **how: Any) -> list[GoLiveMeasure]:
        if found.golive_ids & set(ids):
            raise ZeroDivisionError("bad go-live")
        return measure(ids, **how)

    monkeypatch.setattr(follow_module, "measure", failing)
    return found


def spoil(monkeypatch: pytest.MonkeyPatch, golive_id: UUID) -> None:
    """What is measured of this go-live, the database refuses."""

    def spoilt(ids: Sequence[UUID], **how: Any) -> list[GoLiveMeasure]:
        found = measure(ids, **how)
        for row in found:
            if row.golive_id == golive_id:
                row.total_minutes = -1
        return found

    monkeypatch.setattr(follow_module, "measure", spoilt)
