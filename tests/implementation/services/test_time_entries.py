"""Hours: a person's day, corrections that count once, and what is voided."""

from typing import Any

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, TimeEntry
from implementation.services import time_entries
from tests import factories as make

pytestmark = pytest.mark.django_db


def correct(entry: TimeEntry, **fields: Any) -> TimeEntry:
    return time_entries.correct_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, fields=fields)


def void(entry: TimeEntry) -> TimeEntry:
    return time_entries.void_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, reason="test")


def test_an_entry_above_a_day_is_told_as_that_and_not_as_a_full_day() -> None:
    with pytest.raises(Problem, match="1 to 1440 minutes") as refusal:
        make.hours(make.golive(), 25)
    assert (refusal.value.slug, refusal.value.errors[0].pointer) == ("invalid-request", "/minutes")


def test_24_hours_are_a_day() -> None:
    assert make.hours(make.golive(), 24).minutes == 1440


def test_the_refusal_of_a_full_day_says_how_much_there_is() -> None:
    make.hours(make.golive(), 20, person="Ada")
    with pytest.raises(Problem, match="1200 minutes on") as refusal:
        make.hours(make.golive(), 5, person="Ada")
    assert refusal.value.extra == {"logged_minutes": 1200}


def test_another_day_another_person_and_nobody_do_not_fill_a_day() -> None:
    golive = make.golive()
    make.hours(golive, 24, person="Ada")
    make.hours(golive, 24, person="Ada", on=make.days_ago(2))
    make.hours(golive, 24, person="Ben")
    for _ in range(2):
        make.hours(golive, 24, person="")


def test_a_correction_does_not_count_what_it_replaces() -> None:
    entry = make.hours(make.golive(), 20, person="Ada")
    assert correct(entry, minutes=24 * 60).minutes == 24 * 60


def test_a_correction_counts_on_the_day_of_the_person_that_it_names() -> None:
    golive = make.golive()
    make.hours(golive, 20, person="Ben")
    entry = make.hours(golive, 8, person="Ada")
    with pytest.raises(Problem, match="Ben has 1200 minutes"):
        correct(entry, person="Ben")
    assert TimeEntry.objects.get(id=entry.id).current
    assert correct(entry, person="Ben", minutes=60).person == "Ben"


def test_a_voided_entry_frees_the_day_and_its_ref() -> None:
    golive = make.golive()
    void(make.hours(golive, 24, person="Ada", ref="T1"))
    assert make.hours(golive, 24, person="Ada", ref="T1").current


def test_a_voided_entry_is_neither_corrected_nor_voided_again() -> None:
    entry = void(make.hours(make.golive(), 1))
    with pytest.raises(Problem, match="corrected or voided already"):
        correct(entry, minutes=5)
    with pytest.raises(Problem, match="corrected or voided already"):
        void(entry)


def test_a_correction_of_nothing_writes_nothing() -> None:
    entry = make.hours(make.golive(), 1, note="x")
    events = Event.objects.count()
    assert correct(entry, note="x", minutes=60) == entry
    assert (TimeEntry.objects.count(), Event.objects.count()) == (1, events)


def test_corrections_form_a_chain_and_the_last_one_counts() -> None:
    entry = make.hours(make.golive(), 1, ref="T1")
    last = correct(correct(entry, minutes=90), minutes=120)
    assert list(TimeEntry.objects.filter(current=True)) == [last]
    assert last.replaces is not None
    assert (last.replaces.replaces_id, last.ref) == (entry.id, "T1")


def test_a_correction_keeps_before_after_and_reason() -> None:
    entry = make.hours(make.golive(), 1)
    time_entries.correct_time(
        actor=make.MEMBER, at=make.now(), entry_id=entry.id, fields={"minutes": 90}, reason="half an hour more"
    )
    event = Event.objects.latest("id")
    assert (event.before, event.after) == ({"entry": str(entry.id), "minutes": 60}, {"minutes": 90})
    assert event.reason == "half an hour more"


def test_the_task_is_one_of_the_golive() -> None:
    golive = make.golive()
    assert make.hours(golive, 1, task_id=make.task(golive).id).task is not None
    with pytest.raises(Problem, match="no task of this go-live"):
        make.hours(golive, 1, task_id=make.task(make.golive()).id)


def test_hours_are_not_the_customers_to_see() -> None:
    make.hours(make.golive(), 1)
    assert Event.objects.latest("id").audience == "internal"


def test_a_correction_to_a_day_to_come_is_refused() -> None:
    with pytest.raises(Problem, match="future"):
        correct(make.hours(make.golive(), 1), worked_on=make.days_ago(-2))
