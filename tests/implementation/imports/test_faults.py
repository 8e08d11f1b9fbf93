"""Every fault is told apart: file, row, column, value, code and remedy; and nothing is written."""

from pathlib import Path

import pytest

from implementation.imports.faults import CODES, LISTED, FaultList
from implementation.models import Customer, Event
from tests.implementation.imports.fault_cases import CASES, hours
from tests.implementation.imports.folders import GO_LIVES, bring, faults_of, only_fault_of
from tests.implementation.imports.hostile import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", CASES)
def test_a_fault_names_its_place_and_its_remedy(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    fault = only_fault_of(tmp_path, **case.tables)
    assert (fault.file, fault.row, fault.column, fault.value, fault.code) == case[1:6]
    assert case.words in fault.remedy
    assert not Customer.objects.exists()
    assert not Event.objects.exists()


def test_every_code_of_a_fault_is_reached_by_a_test() -> None:
    warnings = {code for code, meaning in CODES.items() if meaning.startswith("Warning")}
    assert {case.code for case in CASES.values()} | {code for code, _ in HOSTILE.values()} == set(CODES) - warnings


def test_all_faults_are_told_at_once_and_in_the_order_of_the_files(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        go_lives="golive_ref,customer_ref,product,kickoff_on,seats\nG1,C1,,yesterday,many\nG2,C9,Scribe,,\n",
        **hours("E1,G1,2024-02-01,25\n"),
    )
    assert [(fault.file, fault.row, fault.column) for fault in found] == [
        ("go_lives.csv", 2, "product"),
        ("go_lives.csv", 2, "kickoff_on"),
        ("go_lives.csv", 2, "seats"),
        ("go_lives.csv", 3, "customer_ref"),
        ("time_entries.csv", 2, "hours"),
    ]


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """A go-live with a wrong cell is still one that its entries may refer to; a broken file is not searched."""
    fault = only_fault_of(
        tmp_path, go_lives=GO_LIVES.replace("2024-05-06", "2024-13-01"), **hours("E1,G1,2024-02-01,2\n")
    )
    assert fault.code == "wrong_date"
    fault = only_fault_of(tmp_path, go_lives=b"\xff\xfea", **hours("E1,G1,2024-02-01,2\n"))
    assert fault.code == "not_utf8"


def test_the_first_thousand_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"E{n},G1,2024-02-01,25\n" for n in range(LISTED + 5))
    report = bring(tmp_path, **hours(rows))
    assert (len(list(report.faults)), report.faults.total) == (LISTED, LISTED + 5)


def test_a_fault_reads_as_a_sentence(tmp_path: Path) -> None:
    told = str(only_fault_of(tmp_path, **hours("E1,G1,2024-02-01,25\n")))
    assert told == (
        "time_entries.csv, row 2, hours = 25: A day has 24 hours; split the entry into days, or mend the number. "
        "[above_24_hours]"
    )


def test_a_code_that_nobody_knows_is_not_used() -> None:
    with pytest.raises(KeyError, match="name it in CODES"):
        FaultList().add("oops", "Nothing.", file="tasks.csv")
