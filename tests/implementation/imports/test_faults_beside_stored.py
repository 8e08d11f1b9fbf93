"""Faults that show only beside what is stored already."""

from datetime import date
from pathlib import Path

import pytest

from implementation.models import GoLive
from tests.implementation.imports.fault_cases import TWO_GOLIVES, golives, holds, hours, tasks
from tests.implementation.imports.folders import only_fault_of, take

pytestmark = pytest.mark.django_db


def test_a_fault_shows_when_a_stored_value_makes_it_one(tmp_path: Path) -> None:
    """The file has no kickoff; the stored one lies after its live date."""
    take(tmp_path)
    fault = only_fault_of(tmp_path, **golives("G1,C1,Scribe,2023-12-01\n", ",live_on"))
    assert (fault.code, GoLive.objects.get().live_on) == ("live_before_kickoff", date(2024, 5, 6))


def test_a_stored_hold_is_not_overlapped(tmp_path: Path) -> None:
    take(tmp_path, **holds("H1,G1,2024-02-01,2024-02-29\n"))
    fault = only_fault_of(tmp_path, **holds("H2,G1,2024-02-29,2024-03-01\n"))
    assert (fault.code, fault.row) == ("overlapping_holds", 2)
    assert "a stored hold, 2024-02-01 to 2024-02-29" in fault.remedy
    take(tmp_path, **holds("H2,G1,2024-03-01,\n"))
    take(tmp_path, holds="hold_ref,golive_ref,starts_on\nH1,G1,2024-02-02\n")


def test_a_circle_is_found_through_stored_tasks(tmp_path: Path) -> None:
    take(tmp_path, **tasks("T1,G1,A,data,\nT2,G1,B,data,T1\n", ",depends_on"))
    fault = only_fault_of(tmp_path, **tasks("T1,G1,A,data,T2\n", ",depends_on"))
    assert "T1 → T2 → T1" in fault.remedy


def test_a_task_does_not_move_to_another_golive(tmp_path: Path) -> None:
    take(tmp_path, go_lives=TWO_GOLIVES, **tasks("T1,G1,A,data\n"))
    fault = only_fault_of(tmp_path, go_lives=TWO_GOLIVES, **tasks("T1,G2,A,data\n"))
    assert (fault.code, fault.column) == ("other_golive", "golive_ref")


def test_a_reference_to_what_is_stored_needs_no_table(tmp_path: Path) -> None:
    take(tmp_path)
    take(tmp_path, customers=None, go_lives=None, **hours("E1,G1,2024-02-01,2\n"))
    fault = only_fault_of(tmp_path, customers=None, go_lives=None, **hours("E1,G1,2024-02-01,2\nE2,G2,2024-02-01,2\n"))
    assert fault.code == "unknown_reference"
    assert "there is no go_lives.csv" in fault.remedy
