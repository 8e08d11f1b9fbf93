"""`--skip-bad-rows`: what is wrong is left out and told in files that can be corrected and imported again."""

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from implementation.models import Customer, GoLive, TimeEntry
from implementation.services.imports.importing import ImportReport, import_folder
from tests.implementation.imports.folders import CUSTOMERS, IMPORTER, Table, take, write

pytestmark = pytest.mark.django_db
HOURS = "entry_ref,golive_ref,worked_on,hours,with_customer\n"
GO_LIVES = "golive_ref,customer_ref,product\nG1,C1,Scribe\nG2,C2,Scribe\n"


def skip(folder: Path, *, dry_run: bool = False, **tables: Table) -> ImportReport:
    return import_folder(
        actor=IMPORTER,
        at=timezone.now(),
        folder=write(folder / "in", **tables),
        dry_run=dry_run,
        skip_bad_rows=True,
        left_out_to=folder / "left",
    )


def left(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "left" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_bad_rows_are_left_out_and_the_others_written(tmp_path: Path) -> None:
    report = skip(tmp_path, time_entries=f"{HOURS}E1,G1,2024-02-01,25,yes\nE2,G1,2024-02-01,2,yes\n")
    assert (report.written, report.rows_left_out, list(report.faults)) == (True, 1, [])
    assert TimeEntry.objects.get().ref == "E2"


def test_the_files_tell_what_is_wrong_with_each_row(tmp_path: Path) -> None:
    report = skip(tmp_path, time_entries=f"{HOURS}E1,G1,2024-02-30,25,yes\n")
    (row,) = left(tmp_path, "time_entries")
    assert row | {"fault": ""} == {
        "entry_ref": "E1", "golive_ref": "G1", "worked_on": "2024-02-30", "hours": "25", "with_customer": "yes",
        "fault": "",
    }  # fmt: skip
    assert "worked_on: Write a day that exists" in row["fault"]
    assert " | hours: A day has 24 hours" in row["fault"]
    assert report.left_out.total == 2
    assert [path.name for path in (tmp_path / "left").iterdir()] == ["time_entries.csv"]


def test_what_refers_to_a_row_that_is_left_out_is_left_out_too(tmp_path: Path) -> None:
    report = skip(
        tmp_path,
        customers=f"{CUSTOMERS}C2,\n",
        go_lives=GO_LIVES,
        time_entries=f"{HOURS}E1,G1,2024-02-01,2,yes\nE2,G2,2024-02-01,2,yes\n",
    )
    assert report.rows_left_out == 3
    assert [row["golive_ref"] for row in left(tmp_path, "go_lives")] == ["G2"]
    assert "G2 is not in time_entries" not in left(tmp_path, "time_entries")[0]["fault"]
    assert (Customer.objects.get().ref, GoLive.objects.get().ref, TimeEntry.objects.get().ref) == ("C1", "G1", "E1")


def test_corrected_the_files_are_imported_as_they_are(tmp_path: Path) -> None:
    skip(tmp_path, time_entries=f"{HOURS}E1,G1,2024-02-01,25,yes\nE2,G1,2024-02-01,2,yes\n")
    corrected = (tmp_path / "left" / "time_entries.csv").read_text("utf-8-sig").replace(",25,", ",5,")
    take(tmp_path / "again", customers=None, go_lives=None, time_entries=corrected)
    assert sorted(TimeEntry.objects.values_list("ref", "minutes")) == [("E1", 300), ("E2", 120)]


def test_rows_of_another_width_are_told_with_what_they_have(tmp_path: Path) -> None:
    skip(tmp_path, time_entries=f"{HOURS}E1,G1,2024-02-01\nE2,G1,2024-02-01,2,yes\n")
    (row,) = left(tmp_path, "time_entries")
    assert (row["worked_on"], row["hours"]) == ("2024-02-01", "")
    assert "The row has 3 cells" in row["fault"]


def test_decimal_commas_are_told_as_points(tmp_path: Path) -> None:
    skip(tmp_path, time_entries="entry_ref;golive_ref;worked_on;hours;note\nE1;G9;2024-02-01;7,5;a, b\n")
    (row,) = left(tmp_path, "time_entries")
    assert (row["hours"], row["note"]) == ("7.5", "a, b")


def test_a_fault_of_the_whole_file_still_stops_everything(tmp_path: Path) -> None:
    report = skip(tmp_path, time_entries="entry_ref,golive_ref,worked_on,hours,colour\nE1,G1,2024-02-01,25,red\n")
    assert (report.written, report.rows_left_out) == (False, 0)
    assert [fault.code for fault in report.faults] == ["unknown_column", "above_24_hours"]
    assert not Customer.objects.exists()
    assert not (tmp_path / "left").exists()


def test_a_dry_run_tells_what_would_be_left_out(tmp_path: Path) -> None:
    report = skip(tmp_path, dry_run=True, time_entries=f"{HOURS}E1,G1,2024-02-01,25,yes\n")
    assert (report.written, report.rows_left_out) == (False, 1)
    assert len(left(tmp_path, "time_entries")) == 1
    assert not Customer.objects.exists()


def test_where_nothing_is_wrong_there_are_no_files(tmp_path: Path) -> None:
    assert skip(tmp_path).rows_left_out == 0
    assert not (tmp_path / "left").exists()
