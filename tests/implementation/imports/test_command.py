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


def test_bad_rows_are_left_out_on_request(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    write(tmp_path, customers="customer_ref,name\nC1,Mercy\nC2,\n")
    call_command("import_portfolio", tmp_path, "--skip-bad-rows", tmp_path / "left", stdout=out, stderr=err)
    assert "2 rows, 1 left out, 0 warnings." in out.getvalue()
    assert "left out: customers.csv, row 3, name: Fill in this cell" in err.getvalue()
    assert (tmp_path / "left" / "customers.csv").exists()


def test_a_mapping_is_proposed_by_a_dry_run_and_used_again(tmp_path: Path) -> None:
    theirs, mapping = tmp_path / "accounts.csv", tmp_path / "mapping.yaml"
    theirs.write_text("Account ID,Account Name\nC1,Mercy\n")
    out = StringIO()
    call_command("import_portfolio", theirs, "--dry-run", "--propose-mapping", mapping, stdout=out)
    assert "mapping.yaml is written" in out.getvalue()
    assert "1 created" in out.getvalue()
    assert not Customer.objects.exists()
    call_command("import_portfolio", theirs, "--mapping", mapping, stdout=out)
    assert Customer.objects.get().name == "Mercy"


def test_what_a_mapping_leaves_open_is_told(tmp_path: Path) -> None:
    theirs = tmp_path / "plan.csv"
    theirs.write_text("Row ID,Task Name,Status\n1,Kickoff,Complete\n")
    out = StringIO()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command(
            "import_portfolio", theirs, "--dry-run", "--propose-mapping", tmp_path / "m.yaml", stdout=out, stderr=out
        )
    assert "to decide: plan.csv: what is golive_ref?" in out.getvalue()


def test_a_mapping_is_proposed_by_dry_runs_only_and_never_overwritten(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(CommandError, match="add --dry-run"):
        call_command("import_portfolio", tmp_path, "--propose-mapping", tmp_path / "m.yaml")
    (tmp_path / "m.yaml").write_text("mine")
    with pytest.raises(CommandError, match="File exists"):
        call_command("import_portfolio", tmp_path, "--dry-run", "--propose-mapping", tmp_path / "m.yaml")
    with pytest.raises(CommandError, match="needs a part `files:`"):
        call_command("import_portfolio", tmp_path, "--mapping", tmp_path / "m.yaml")
