"""Hours, holds, targets, and what the database itself refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Hold, TimeEntry
from implementation.services import customers, holds, time_entries
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_correction_replaces_the_entry_and_takes_over_its_ref() -> None:
    old = make.hours(make.golive(), 2, ref="T1", person="Ada")
    new = time_entries.correct_time(actor=make.MEMBER, at=make.now(), entry_id=old.id, fields={"minutes": 90})
    assert (new.ref, new.person, new.minutes, new.replaces_id) == ("T1", "Ada", 90, old.id)
    assert list(TimeEntry.objects.filter(current=True)) == [new]
    assert Event.objects.latest("id").before["minutes"] == 120


def test_an_entry_is_corrected_once() -> None:
    entry = make.hours(make.golive(), 2)
    time_entries.correct_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, fields={"minutes": 90})
    with pytest.raises(Problem, match="corrected or voided"):
        time_entries.correct_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, fields={"minutes": 60})
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.create(golive_id=entry.golive_id, worked_on=entry.worked_on, minutes=1, replaces=entry)


def test_a_voided_entry_is_kept_out_of_the_sums() -> None:
    entry = make.hours(make.golive(), 2)
    with pytest.raises(Problem, match="Say why"):
        time_entries.void_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, reason="")
    voided = time_entries.void_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, reason="wrong go-live")
    assert not voided.current


@pytest.mark.parametrize("minutes", [0, -1, 24 * 60 + 1])
def test_an_entry_holds_a_minute_to_a_day(minutes: int) -> None:
    with pytest.raises(Problem):
        make.hours(make.golive(), minutes / 60)


def test_a_persons_day_has_24_hours_over_all_golives() -> None:
    make.hours(make.golive(), 20, person="Ada")
    with pytest.raises(Problem) as refusal:
        make.hours(make.golive(), 5, person="Ada")
    assert refusal.value.slug == "day-overfull"
    assert make.hours(make.golive(), 4, person="Ada")


def test_hours_of_tomorrow_wait_until_they_are_worked() -> None:
    with pytest.raises(Problem, match="future"):
        make.hours(make.golive(), 1, on=make.days_ago(-2))


def test_holds_do_not_overlap_and_one_is_open_at_most() -> None:
    golive = make.golive()
    first = make.hold(golive, make.days_ago(30), make.days_ago(20))
    with pytest.raises(Problem, match="overlaps the hold"):
        make.hold(golive, make.days_ago(25))
    second = make.hold(golive, make.days_ago(19))
    with pytest.raises(Problem, match="overlaps"):
        make.hold(golive, make.days_ago(5))
    with pytest.raises(Problem, match="overlaps"):
        holds.change_hold(actor=make.LEAD, at=make.now(), hold_id=second.id, fields={"starts_on": first.starts_on})
    assert Hold.objects.get(id=second.id).starts_on == make.days_ago(19)


def test_the_database_refuses_a_second_open_hold() -> None:
    golive = make.golive()
    Hold.objects.create(golive=golive, starts_on=make.days_ago(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(golive=golive, starts_on=make.days_ago(5))


def test_a_later_target_needs_its_barrier_and_an_earlier_one_does_not() -> None:
    golive = make.golive(target_on=make.today())
    later = make.today() + timedelta(days=30)
    with pytest.raises(Problem, match="name the barrier"):
        make.target_moved(golive, later, barrier="")
    move = make.target_moved(golive, later)
    assert (move.old_target_on, GoLive.objects.get().target_on) == (make.today(), later)
    make.target_moved(golive, make.today() + timedelta(days=3), barrier="")


def test_a_customers_change_reaches_all_its_golives() -> None:
    customer = make.customer()
    golives = [make.golive(at=customer), make.golive(at=customer)]
    other = make.golive()
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": "clinic"})
    revisions = dict(GoLive.objects.values_list("id", "revision"))
    assert [revisions[golive.id] - golive.revision for golive in [*golives, other]] == [1, 1, 0]


def test_a_ref_is_unique_and_the_second_is_told_so() -> None:
    make.customer(ref="C1")
    with pytest.raises(Problem) as refusal:
        make.customer(ref="C1")
    assert (refusal.value.slug, refusal.value.errors[0].pointer) == ("already-exists", "/ref")


def test_rows_without_a_ref_do_not_share_an_empty_one() -> None:
    assert {make.customer(ref="").ref, make.customer(ref="").ref} == {None}


def test_hours_of_an_unknown_golive_are_not_found() -> None:
    with pytest.raises(Problem) as refusal:
        time_entries.log_time(
            actor=make.MEMBER, at=make.now(), golive_id=uuid4(), fields={"worked_on": make.today(), "minutes": 5}
        )
    assert refusal.value.slug == "not-found"
