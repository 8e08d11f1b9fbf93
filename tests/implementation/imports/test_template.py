"""The workbook to fill in: it is an import as it is, and tells what its cells hold."""

from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from python_calamine import CalamineWorkbook

from implementation.services.imports.importing import import_folder
from implementation.services.imports.registry import registered_tables
from tests.implementation.imports.folders import IMPORTER


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "portfolio.xlsx"
    call_command("import_template", path, stdout=StringIO())
    return path


def test_it_has_a_sheet_for_each_table_with_its_columns(made: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(made))
    assert workbook.sheet_names == ["Read me", *(table.spec.name for table in registered_tables())]
    for table in registered_tables():
        assert tuple(workbook.get_sheet_by_name(table.spec.name).to_python()[0]) == table.spec.names


@pytest.mark.django_db
def test_empty_it_is_an_import_of_nothing(made: Path) -> None:
    report = import_folder(actor=IMPORTER, at=timezone.now(), folder=made)
    assert (report.rows, list(report.faults), list(report.warnings)) == (0, [], [])


def test_it_offers_choices_and_notes(made: Path) -> None:
    with ZipFile(made) as parts:
        tasks = parts.read("xl/worksheets/sheet4.xml").decode()
        notes = parts.read("xl/comments3.xml").decode()
    assert "integration,training,change_management,data,governance" in tasks
    assert "Required. One of: integration, training" in notes
    assert "A ref of go_lives." in notes


def test_a_file_that_exists_is_kept(made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(CommandError, match="File exists"):
        call_command("import_template", made)
    assert made.read_bytes() == before


def test_another_kind_of_file_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"let it end in \.xlsx"):
        call_command("import_template", tmp_path / "portfolio.csv")
