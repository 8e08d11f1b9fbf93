"""How a folder of tables is read: rows, headers, marks and files of others."""

from pathlib import Path

import pytest

from implementation.models import Customer
from implementation.services.imports.registry import registered_tables
from tests.implementation.imports.folders import only_fault_of, take

pytestmark = pytest.mark.django_db


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    """A cell with line breaks is one row, and a blank row is one too."""
    found = only_fault_of(tmp_path, customers='customer_ref,name\n\nC1,"St.\nElsewhere"\n,\nC2,\n')
    assert (found.row, found.code) == (5, "missing_value")


def test_byte_order_mark_carriage_returns_and_blanks_are_fine(tmp_path: Path) -> None:
    take(tmp_path, customers=b"\xef\xbb\xbf Customer_Ref ,name\r\n C1 , St. Elsewhere \r\n")
    assert Customer.objects.get().name == "St. Elsewhere"


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    take(tmp_path, holds="hold_ref,golive_ref,starts_on\n")


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / "older.csv").mkdir()
    take(tmp_path)


def test_an_unknown_table_is_told_those_that_are_known(tmp_path: Path) -> None:
    fault = only_fault_of(tmp_path, weather="day,rain\n")
    assert all(table.spec.name in fault.remedy for table in registered_tables())
