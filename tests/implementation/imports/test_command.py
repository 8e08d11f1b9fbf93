"""`manage.py import_portfolio`: summary on standard output, faults and warnings on standard error."""

from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from implementation.imports.faults import LISTED
from implementation.models import Customer, GoLive, ImportRun
from implementation.services.imports import importing
from implementation.services.imports.uploads import store
from tests import factories
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


def test_an_import_is_kept_as_a_run_and_undone_by_its_id(tmp_path: Path) -> None:
    out, _ = run(tmp_path)
    kept = ImportRun.objects.get()
    assert f"To undo it: import_portfolio --undo {kept.id}" in out
    assert (kept.state, kept.rows_total, kept.actor_name, len(kept.content_hash)) == (
        "done", 2, "import_portfolio", 64,
    )  # fmt: skip
    told = StringIO()
    call_command("import_portfolio", "--undo", str(kept.id), stdout=told)
    assert told.getvalue() == f"The import of {tmp_path.name} is undone.\n"
    assert not Customer.objects.exists()
    with pytest.raises(CommandError, match="undone already"):
        call_command("import_portfolio", "--undo", str(kept.id))


def test_what_was_built_on_an_import_is_listed(tmp_path: Path) -> None:
    run(tmp_path)
    factories.hours(GoLive.objects.get(), 2, ref="E1")
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was undone"):
        call_command("import_portfolio", "--undo", str(ImportRun.objects.get().id), stderr=err)
    assert err.getvalue() == "since: time-entry E1: time-entry.logged by test lead\n"


def test_a_dry_run_and_one_with_faults_keep_no_run(tmp_path: Path) -> None:
    run(tmp_path, "--dry-run")
    write(tmp_path, customers="customer_ref,name\nC1,\n")
    with pytest.raises(CommandError):
        call_command("import_portfolio", str(tmp_path), stderr=StringIO())
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("options", [(), ("folder", "--undo", str(uuid4()))])
def test_it_either_imports_or_undoes(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="one of the two"):
        call_command("import_portfolio", *options)


def test_the_same_files_have_the_hash_of_an_upload(tmp_path: Path) -> None:
    run(tmp_path)
    uploads = [SimpleUploadedFile(path.name, path.read_bytes()) for path in tmp_path.iterdir()]
    assert ImportRun.objects.get().content_hash == store(uuid4(), uploads).content_hash
