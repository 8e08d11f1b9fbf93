"""`manage.py import_portfolio`: summary on standard output, faults and warnings on standard error."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from implementation.imports.faults import LISTED
from implementation.models import Customer
from implementation.services.imports import importing
from tests.implementation.imports.folders import Table, write

pytestmark = pytest.mark.django_db


def run(folder: Path, *options: str, **tables: Table) -> tuple[str, str]:
    """Standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command("import_portfolio", str(write(folder, **tables)), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_tells_what_became_of_each_table(tmp_path: Path) -> None:
    out, err = run(tmp_path)
    assert "customers        1 created,       0 updated,       0 unchanged" in out
    assert "2 rows, 0 warnings." in out
    assert err == ""
    out, _ = run(tmp_path)
    assert "go_lives         0 created,       0 updated,       1 unchanged" in out


def test_a_dry_run_says_that_nothing_was_written(tmp_path: Path) -> None:
    out, _ = run(tmp_path, "--dry-run")
    assert out.startswith("Would be written:")
    assert not Customer.objects.exists()


def test_faults_end_it_with_status_1_and_are_listed(tmp_path: Path) -> None:
    err = StringIO()
    write(tmp_path, customers="customer_ref,name\nC1,\n")
    with pytest.raises(CommandError, match="Nothing was written: 1 fault") as end:
        call_command("import_portfolio", str(tmp_path), stderr=err)
    assert end.value.returncode == 1
    assert "fault: customers.csv, row 2, name: Fill in this cell; it is required. [missing_value]" in err.getvalue()


def test_more_faults_than_can_be_listed_are_counted(tmp_path: Path) -> None:
    err = StringIO()
    write(tmp_path, customers="customer_ref,name\n" + "".join(f"C{n},\n" for n in range(LISTED + 2)), go_lives=None)
    with pytest.raises(CommandError, match="1002 faults"):
        call_command("import_portfolio", str(tmp_path), stderr=err)
    assert "… and 2 faults more." in err.getvalue()


def test_warnings_stop_nothing(tmp_path: Path) -> None:
    out, err = run(tmp_path, time_entries="entry_ref,golive_ref,worked_on,hours\nE1,G1,2024-02-01,2\n")
    assert "3 rows, 1 warning." in out
    assert "warning: time_entries.csv, with_customer = 1: 1 entries do not say" in err


def test_a_path_that_is_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        call_command("import_portfolio", str(tmp_path / "nowhere"))


def test_another_writer_in_between_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        Customer.objects.create(name="", ref="C9")

    monkeypatch.setattr(importing, "write", refuse)
    with pytest.raises(CommandError, match=r"Nothing was written\. .* Run the import again\."):
        run(tmp_path)
