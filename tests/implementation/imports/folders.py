"""Small import folders, and what becomes of them. A table is the text of its CSV file, or bytes, or None: left out."""

from pathlib import Path

from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.imports.faults import Fault
from implementation.services.imports.importing import ImportReport, import_folder

IMPORTER = system_actor("test import")
CUSTOMERS = "customer_ref,name\nC1,St. Elsewhere\n"
GO_LIVES = "golive_ref,customer_ref,product,kickoff_on,live_on\nG1,C1,Scribe,2024-01-08,2024-05-06\n"
Table = str | bytes | None


def write(folder: Path, *, customers: Table = CUSTOMERS, go_lives: Table = GO_LIVES, **tables: Table) -> Path:
    """One customer with one go-live unless said otherwise. What was there before is gone."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.csv"):
        if old.is_file():
            old.unlink()
    for name, content in {"customers": customers, "go_lives": go_lives, **tables}.items():
        if content is not None:
            data = content if isinstance(content, bytes) else content.encode()
            (folder / f"{name}.csv").write_bytes(data)
    return folder


def bring(folder: Path, **tables: Table) -> ImportReport:
    """The report of importing these tables."""
    return import_folder(actor=IMPORTER, at=timezone.now(), folder=write(folder, **tables))


def take(folder: Path, **tables: Table) -> ImportReport:
    """The same, and there must be no fault."""
    report = bring(folder, **tables)
    assert list(report.faults) == []
    return report


def faults_of(folder: Path, **tables: Table) -> list[Fault]:
    return list(bring(folder, **tables).faults)


def only_fault_of(folder: Path, **tables: Table) -> Fault:
    (fault,) = faults_of(folder, **tables)
    return fault


def counts(report: ImportReport, table: str) -> tuple[int, int, int]:
    """Created, updated, unchanged."""
    found = report.counts[table]
    return found["created"], found["updated"], found["unchanged"]
