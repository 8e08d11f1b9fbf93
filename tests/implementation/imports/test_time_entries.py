"""Time entries: corrections, and what is warned of."""

from pathlib import Path

import pytest

from implementation.models import Event, GoLive, TimeEntry
from implementation.services import time_entries
from tests import factories as make
from tests.implementation.imports.folders import GO_LIVES, bring, counts, faults_of, take

pytestmark = pytest.mark.django_db

HEADER = "entry_ref,golive_ref,worked_on,hours,replaces_ref\n"
FIRST = f"{HEADER}E1,G1,2024-02-01,2,\n"
CORRECTED = f"{FIRST}E2,G1,2024-02-01,3,E1\n"


def current() -> dict[str | None, int]:
    return dict(TimeEntry.objects.filter(current=True).values_list("ref", "minutes"))


def test_a_correction_takes_the_place_of_the_entry(tmp_path: Path) -> None:
    take(tmp_path, time_entries=CORRECTED)
    assert current() == {"E2": 180}
    new = TimeEntry.objects.get(ref="E2")
    assert new.replaces is not None
    assert (new.replaces.ref, new.replaces.minutes, new.replaces.current) == ("E1", 120, False)


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    take(tmp_path, time_entries=f"{HEADER}E3,G1,2024-02-01,4,E2\nE2,G1,2024-02-01,3,E1\nE1,G1,2024-02-01,2,\n")
    assert current() == {"E3": 240}


def test_a_correction_of_a_stored_entry_tells_its_golive(tmp_path: Path) -> None:
    take(tmp_path, time_entries=FIRST)
    revision = GoLive.objects.get().revision
    report = take(tmp_path, time_entries=CORRECTED)
    assert counts(report, "time_entries") == (1, 0, 1)
    assert (current(), GoLive.objects.get().revision) == ({"E2": 180}, revision + 1)
    assert list(Event.objects.order_by("-id").values_list("kind", flat=True)[:2]) == [
        "time-entry.corrected", "time-entry.logged",
    ]  # fmt: skip


@pytest.mark.parametrize("first", [FIRST, CORRECTED])
def test_corrections_may_be_brought_twice(tmp_path: Path, first: str) -> None:
    take(tmp_path, time_entries=first)
    take(tmp_path, time_entries=CORRECTED)
    events = Event.objects.count()
    report = take(tmp_path, time_entries=CORRECTED)
    assert (counts(report, "time_entries"), Event.objects.count()) == ((0, 0, 2), events)
    assert current() == {"E2": 180}


def test_the_original_alone_does_not_come_back(tmp_path: Path) -> None:
    take(tmp_path, time_entries=CORRECTED)
    report = take(tmp_path, time_entries=FIRST)
    assert (counts(report, "time_entries"), current()) == ((0, 0, 1), {"E2": 180})


def test_the_file_wins_over_a_correction_in_the_app(tmp_path: Path) -> None:
    take(tmp_path, time_entries=FIRST)
    entry = TimeEntry.objects.get()
    time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, fields={"minutes": 90})
    report = take(tmp_path, time_entries=FIRST)
    assert (counts(report, "time_entries"), current()) == ((0, 1, 0), {"E1": 120})
    event = Event.objects.latest("id")
    assert (event.before, event.after) == ({"minutes": 90}, {"minutes": 120})
    assert counts(take(tmp_path, time_entries=FIRST), "time_entries") == (0, 0, 1)


def test_a_correction_follows_the_one_made_in_the_app(tmp_path: Path) -> None:
    take(tmp_path, time_entries=FIRST)
    entry = TimeEntry.objects.get()
    newer = time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, fields={"note": "x"})
    only_e2 = f"{HEADER}E2,G1,2024-02-01,3,E1\n"
    take(tmp_path, time_entries=only_e2)
    assert TimeEntry.objects.get(ref="E2").replaces == newer
    assert counts(take(tmp_path, time_entries=only_e2), "time_entries") == (0, 0, 1)


def test_what_was_voided_stays_so(tmp_path: Path) -> None:
    take(tmp_path, time_entries=FIRST)
    entry = TimeEntry.objects.get()
    time_entries.void_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, reason="never worked")
    report = take(tmp_path, time_entries=FIRST)
    assert (counts(report, "time_entries"), current()) == ((0, 0, 1), {})


def test_a_stored_entry_is_replaced_once(tmp_path: Path) -> None:
    take(tmp_path, time_entries=CORRECTED)
    (fault,) = faults_of(tmp_path, time_entries=f"{HEADER}E3,G1,2024-02-01,4,E1\n")
    assert (fault.code, fault.row) == ("replaced_twice", 2)
    assert "a stored entry" in fault.remedy


def test_what_an_entry_replaces_is_stated_once(tmp_path: Path) -> None:
    take(tmp_path, time_entries=f"{CORRECTED}E4,G1,2024-02-02,1,\n")
    report = take(tmp_path, time_entries=f"{HEADER}E2,G1,2024-02-01,3,\n")
    assert counts(report, "time_entries") == (0, 0, 1)
    (fault,) = faults_of(tmp_path, time_entries=f"{HEADER}E2,G1,2024-02-01,3,E4\n")
    assert (fault.code, fault.value) == ("contradiction", "E4")


def test_a_correction_may_belong_to_another_golive(tmp_path: Path) -> None:
    two = f"{GO_LIVES}G2,C1,Scribe,2024-02-05,\n"
    take(tmp_path, go_lives=two, time_entries=FIRST)
    before = dict(GoLive.objects.values_list("ref", "revision"))
    take(tmp_path, go_lives=two, time_entries=f"{HEADER}E2,G2,2024-02-01,2,E1\n")
    after = dict(GoLive.objects.values_list("ref", "revision"))
    assert {ref: after[ref] - before[ref] for ref in after} == {"G1": 1, "G2": 1}


def test_hours_are_with_the_customer_unless_said_otherwise_and_the_unsaid_are_counted(tmp_path: Path) -> None:
    report = take(
        tmp_path,
        time_entries="entry_ref,golive_ref,worked_on,hours,with_customer\n"
        "E1,G1,2024-02-01,2,\nE2,G1,2024-02-01,2,no\nE3,G1,2024-02-02,2,\n",
    )
    assert dict(TimeEntry.objects.values_list("ref", "with_customer")) == {"E1": True, "E2": False, "E3": True}
    (warning,) = report.warnings
    assert (warning.code, warning.value) == ("with_customer_unknown", "2")


def test_a_persons_day_above_24_hours_is_a_warning(tmp_path: Path) -> None:
    report = take(
        tmp_path,
        time_entries="entry_ref,golive_ref,worked_on,hours,person,with_customer,replaces_ref\n"
        "E1,G1,2024-02-01,13,Ada,true,\nE2,G1,2024-02-01,12,Ada,true,\n"
        "E3,G1,2024-02-01,20,Bob,true,\nE4,G1,2024-02-01,19,Bob,true,E3\n"
        "E5,G1,2024-02-01,13,,true,\nE6,G1,2024-02-01,13,,true,\n",
    )
    (warning,) = report.warnings
    assert (warning.code, warning.row, warning.value) == ("day_above_24_hours", 2, "25")
    assert report.written


def test_a_stored_task_can_be_named(tmp_path: Path) -> None:
    take(tmp_path, go_lives=f"{GO_LIVES}G2,C1,Scribe,,\n", tasks="task_ref,golive_ref,title,category\nT1,G2,A,data\n")
    header = "entry_ref,golive_ref,worked_on,hours,task_ref\n"
    take(tmp_path, go_lives=None, customers=None, time_entries=f"{header}E1,G2,2024-02-01,2,T1\n")
    report = bring(tmp_path, go_lives=None, customers=None, time_entries=f"{header}E2,G1,2024-02-01,2,T1\n")
    assert [(fault.code, fault.row) for fault in report.faults] == [("other_golive", 2)]
