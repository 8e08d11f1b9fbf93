"""Workbooks and archives beside folders: what is taken from them, and that hostile ones are refused by name."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone

from implementation.imports import archives, workbooks
from implementation.imports.archives import RefusedFileError
from implementation.imports.workbooks import as_text
from implementation.models import Customer, Event, GoLive, TimeEntry
from implementation.services.imports.importing import ImportReport, import_folder
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES, IMPORTER
from tests.implementation.imports.hostile import HOSTILE, archive, workbook

pytestmark = pytest.mark.django_db


def bring(path: Path) -> ImportReport:
    return import_folder(actor=IMPORTER, at=timezone.now(), folder=path)


def take(path: Path) -> ImportReport:
    report = bring(path)
    assert list(report.faults) == []
    return report


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    code, make = HOSTILE[name]
    (fault,) = bring(make(tmp_path)).faults
    assert (fault.code, fault.row) == (code, None)
    assert fault.remedy
    assert not Customer.objects.exists()
    assert not Event.objects.exists()


def test_nothing_is_unpacked_outside_the_private_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    bring(HOSTILE["an entry above the folder"][1](inside))
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]
    assert [path.name for path in inside.iterdir()] == ["portfolio.zip"]


def test_more_than_is_unpacked_at_most_is_a_bomb_whatever_its_ratio(tmp_path: Path) -> None:
    path = archive(tmp_path, ("go_lives.csv", GO_LIVES))
    with pytest.raises(RefusedFileError) as refusal:
        archives.unpack(path, tmp_path, suffix=".csv", largest=50)
    assert refusal.value.code == "bomb"


def test_a_sheet_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_LARGEST_SHEET", 100)
    (fault,) = bring(workbook(tmp_path, customers=[["customer_ref", "name"]])).faults
    assert (fault.code, fault.value) == ("bomb", "xl/worksheets/sheet1.xml")
    assert "save it as CSV" in fault.remedy


def test_a_zip_of_tables_is_taken_with_or_without_a_folder_in_it(tmp_path: Path) -> None:
    take(archive(tmp_path, ("2024/go_lives.csv", GO_LIVES), ("README.md", "notes"), ("__MACOSX/tasks.csv", "x")))
    assert GoLive.objects.get().live_on == date(2024, 5, 6)


def test_one_csv_file_is_taken_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS)
    take(path)
    assert Customer.objects.get().ref == "C1"


def test_an_empty_archive_has_no_table(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.zip"
    path.write_bytes(b"PK\x05\x06" + bytes(18))
    (fault,) = bring(path).faults
    assert fault.code == "missing_table"


@pytest.fixture
def book(tmp_path: Path) -> xlsxwriter.Workbook:
    made = xlsxwriter.Workbook(str(tmp_path / "portfolio.xlsx"), {"remove_timezone": True})
    customers = made.add_worksheet("Customers")
    customers.write_row(1, 0, ["customer_ref", "name"])
    customers.write_row(3, 0, [17, "St. Elsewhere"])
    made.add_worksheet("Read me").write(0, 0, "For people.")
    golives = made.add_worksheet("go lives")
    golives.write_row(0, 0, ["golive_ref", "customer_ref", "product", "kickoff_on", "live_on", "seats"])
    golives.write_row(1, 0, ["G1", 17, "Scribe"])
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    golives.write_datetime(1, 3, datetime(2024, 1, 8), day)  # noqa: DTZ001 - cells have no zone
    golives.write_string(1, 4, "2024-Q2")
    golives.write_formula(1, 5, "=100+20", None, 120)
    return made


def test_sheets_are_tables_with_dates_numbers_and_stored_values(book: xlsxwriter.Workbook, tmp_path: Path) -> None:
    book.close()
    take(tmp_path / "portfolio.xlsx")
    golive = GoLive.objects.get()
    assert (golive.customer.ref, golive.kickoff_on, golive.seats) == ("17", date(2024, 1, 8), 120)
    assert (golive.live_on, golive.live_on_precision) == (date(2024, 5, 16), "quarter")


def test_durations_count_as_hours(book: xlsxwriter.Workbook, tmp_path: Path) -> None:
    hours = book.add_worksheet("time_entries")
    hours.write_row(0, 0, ["entry_ref", "golive_ref", "worked_on", "hours", "with_customer"])
    hours.write_row(1, 0, ["E1", "G1", "2024-02-01", None, True])
    hours.write_number(1, 3, 1.5 / 24, book.add_format({"num_format": "[h]:mm"}))
    book.close()
    take(tmp_path / "portfolio.xlsx")
    assert TimeEntry.objects.get().minutes == 90


def test_an_empty_required_cell_may_be_a_formula_without_its_value(book: xlsxwriter.Workbook, tmp_path: Path) -> None:
    page = book.get_worksheet_by_name("Customers")
    assert page is not None
    page.write_formula(3, 1, '="St. "&"Mary"', None, "")
    book.close()
    (fault,) = bring(tmp_path / "portfolio.xlsx").faults
    assert (fault.file, fault.row, fault.column) == ("portfolio.xlsx, sheet Customers", 4, "name")
    assert "its value was not saved" in fault.remedy


def test_a_sheet_of_an_unknown_name_is_told(book: xlsxwriter.Workbook, tmp_path: Path) -> None:
    book.add_worksheet("Sheet3").write(0, 0, "x")
    book.close()
    (fault,) = bring(tmp_path / "portfolio.xlsx").faults
    assert (fault.file, fault.code) == ("portfolio.xlsx, sheet Sheet3", "unknown_table")


def test_what_stands_beside_the_table_is_told(book: xlsxwriter.Workbook, tmp_path: Path) -> None:
    page = book.get_worksheet_by_name("Customers")
    assert page is not None
    page.write_string(3, 4, "a note")
    book.close()
    (fault,) = bring(tmp_path / "portfolio.xlsx").faults
    assert (fault.row, fault.code) == (4, "wrong_cell_count")


def test_a_workbook_lies_beside_csv_files_in_a_folder(tmp_path: Path) -> None:
    workbook(tmp_path, customers=[["customer_ref", "name"], ["C1", "Mercy"]])
    (tmp_path / "go_lives.csv").write_text(GO_LIVES)
    take(tmp_path)
    assert GoLive.objects.get().customer.name == "Mercy"


@pytest.mark.parametrize(
    ("cell", "text"),
    [("a", "a"), (1000.0, "1000"), (7.300000000000001, "7.3"), (True, "true"), (date(2024, 1, 2), "2024-01-02"),
     (datetime(2024, 1, 2), "2024-01-02"), (datetime(2024, 1, 2, 8), "2024-01-02 08:00:00"), (time(7, 30), "7.5"),  # noqa: DTZ001
     (timedelta(hours=26), "26"), (3, "3")],
)  # fmt: skip
def test_a_cell_reads_as_somebody_would_write_it(cell: workbooks.Cell, text: str) -> None:
    assert as_text(cell) == text
