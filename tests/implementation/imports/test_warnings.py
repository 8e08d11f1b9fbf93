"""Odd, but not wrong: warnings of hours and go-lives. They stop nothing."""

from pathlib import Path

import pytest

from implementation.imports.faults import Fault
from tests.implementation.imports.folders import take

pytestmark = pytest.mark.django_db
HOURS = "entry_ref,golive_ref,worked_on,hours,person,with_customer\n"
HANDED_OVER = "golive_ref,customer_ref,product,live_on,handed_over_on\nG1,C1,Scribe,2024-01-08,{}\n"


def warnings_of(folder: Path, entries: str, **tables: str | None) -> list[Fault]:
    return list(take(folder, time_entries=HOURS + entries, **tables).warnings)


def test_a_persons_day_above_24_hours_is_told_once(tmp_path: Path) -> None:
    (told,) = warnings_of(
        tmp_path, "E1,G1,2024-02-01,20,Ann,yes\nE2,G1,2024-02-01,5,Ann,yes\nE3,G1,2024-02-01,20,Bo,yes\n"
    )
    assert (told.code, told.row, told.value) == ("day_above_24_hours", 2, "25")
    assert told.remedy.startswith("Ann has 25 hours on 2024-02-01; see")


def test_hours_that_are_stored_count_for_the_day(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, "E1,G1,2024-02-01,20,Ann,yes\n") == []
    (told,) = warnings_of(tmp_path, "E2,G1,2024-02-01,5,Ann,yes\n")
    assert "Ann has 25 hours on 2024-02-01, 20 of them stored already" in told.remedy


def test_an_entry_that_is_brought_again_counts_once(tmp_path: Path) -> None:
    warnings_of(tmp_path, "E1,G1,2024-02-01,20,Ann,yes\n")
    assert warnings_of(tmp_path, "E1,G1,2024-02-01,21,Ann,yes\n") == []


def test_hours_after_the_handover_are_told_for_the_golive(tmp_path: Path) -> None:
    entries = "E1,G1,2024-03-01,2,Ann,yes\nE2,G1,2024-03-02,2,Ann,yes\nE3,G1,2024-03-03,2,Ann,yes\n"
    (told,) = warnings_of(tmp_path, entries, go_lives=HANDED_OVER.format("2024-03-01"))
    assert (told.code, told.row, told.value) == ("hours_after_handover", 3, "2")
    assert "2 entries of G1 lie after its hand-over (2024-03-01)" in told.remedy


def test_of_an_imprecise_handover_the_last_day_counts(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, "E1,G1,2024-03-31,2,Ann,yes\n", go_lives=HANDED_OVER.format("2024-Q1")) == []


def test_a_stored_handover_counts_unless_the_file_states_another(tmp_path: Path) -> None:
    take(tmp_path, go_lives=HANDED_OVER.format("2024-03-01"))
    (told,) = warnings_of(tmp_path, "E1,G1,2024-03-05,2,Ann,yes\n", go_lives=None, customers=None)
    assert told.code == "hours_after_handover"
    assert warnings_of(tmp_path, "E1,G1,2024-03-05,2,Ann,yes\n", go_lives=HANDED_OVER.format("2024-04")) == []


def test_live_without_any_hours_is_told_where_hours_are_brought(tmp_path: Path) -> None:
    golives = (
        "golive_ref,customer_ref,product,live_on\nG1,C1,Scribe,2024-01-08\nG2,C1,Scribe,2024-01-08\nG3,C1,Scribe,\n"
    )
    (told,) = warnings_of(tmp_path, "E1,G1,2024-02-01,2,Ann,yes\n", go_lives=golives)
    assert (told.file, told.row, told.code) == ("go_lives.csv", 3, "live_without_hours")
    assert warnings_of(tmp_path, "E2,G2,2024-02-01,2,Ann,yes\n", go_lives=golives) == []


def test_without_time_entries_none_are_missed(tmp_path: Path) -> None:
    assert list(take(tmp_path).warnings) == []
