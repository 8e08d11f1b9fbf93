"""CSV as other programs write it is recognised, and the report tells how it was read."""

from pathlib import Path

import pytest

from implementation.imports.csv_dialects import Dialect, recognise
from implementation.models import Customer, TimeEntry
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES, only_fault_of, take

ACCENTS = "customer_ref,name\nC1,Hôpital Zürich – Nord\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [(ACCENTS.encode(), "utf-8"), (ACCENTS.encode("utf-8-sig"), "utf-8-sig"), (ACCENTS.encode("utf-16"), "utf-16"),
     (b"\xfe\xff" + ACCENTS.encode("utf-16-be"), "utf-16"), (ACCENTS.encode("utf-16-le"), "utf-16-le"),
     (ACCENTS.encode("utf-16-be"), "utf-16-be"), (ACCENTS.encode("utf-32"), "utf-32"),
     (ACCENTS.encode("cp1252"), "cp1252"), (b"", "utf-8")],
)  # fmt: skip
def test_an_encoding_is_recognised(data: bytes, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(data)
    assert recognise(path) == Dialect(encoding)


def test_bytes_that_are_no_text_are_not_taken_for_any(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(b"a,b\n\x81\x8d\n")
    assert not recognise(path).readable


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [("a,b", ","), ("a;b", ";"), ("a\tb\tc,d", "\t"), ('"a,b,c";d;e', ";"), ("a", ","), ("\n\na;b", ";")],
)
def test_what_stands_between_the_cells_is_recognised(header: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(header)
    assert recognise(path).delimiter == delimiter


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_letters_arrive_as_they_were_written(encoding: str, tmp_path: Path) -> None:
    take(tmp_path, customers=ACCENTS.encode(encoding))
    assert Customer.objects.get().name == "Hôpital Zürich – Nord"


@pytest.mark.django_db
def test_the_report_tells_how_a_file_was_read(tmp_path: Path) -> None:
    report = take(tmp_path, customers=ACCENTS.replace(",", ";").encode("cp1252"))
    (told,) = report.warnings
    assert (told.file, told.code) == ("customers.csv", "read_as")
    assert told.remedy == "The file was read as Windows-1252 and with semicolons between cells, and decimal commas."


@pytest.mark.django_db
def test_a_decimal_comma_counts_where_semicolons_stand_between_cells(tmp_path: Path) -> None:
    entries = "entry_ref;golive_ref;worked_on;hours;with_customer\nE1;G1;2024-02-01;7,5;yes\nE2;G1;2024-02-02;1.5;yes\n"
    take(tmp_path, go_lives=GO_LIVES.replace(",", ";"), time_entries=entries)
    assert sorted(TimeEntry.objects.values_list("minutes", flat=True)) == [90, 450]


@pytest.mark.django_db
def test_a_decimal_comma_is_none_where_commas_stand_between_cells(tmp_path: Path) -> None:
    entries = 'entry_ref,golive_ref,worked_on,hours\nE1,G1,2024-02-01,"7,5"\n'
    assert only_fault_of(tmp_path, customers=CUSTOMERS, time_entries=entries).code == "not_a_number"
