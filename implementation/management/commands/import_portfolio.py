"""`manage.py import_portfolio PATH`: import a folder, ZIP, workbook or CSV file, with progress and a summary."""

import argparse
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from implementation.access.actors import system_actor
from implementation.http.problems import Problem
from implementation.imports.faults import FaultList
from implementation.imports.mapping import Mapping, MappingError, read_mapping, write_mapping
from implementation.services.imports.by_command import import_by_command
from implementation.services.imports.importing import ImportReport
from implementation.services.imports.mapped import drafted
from implementation.services.imports.undo import undo_import

_STEPS = {"reading": "Reading", "checking": "Checking", "writing": "Writing"}


class Command(BaseCommand):
    help = (
        "Import a folder or ZIP of CSV files named after their tables, such as go_lives.csv, or a workbook with such "
        "sheets. Repeatable: rows upsert by ref."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", help="The folder, ZIP, workbook or CSV file.")
        parser.add_argument("--undo", type=UUID, metavar="RUN", help="Undo an import that was done, as one step.")
        parser.add_argument("--dry-run", action="store_true", help="List every problem and write nothing.")
        parser.add_argument(
            "--skip-bad-rows", type=Path, metavar="FOLDER", help="Leave rows with faults out; told in files of FOLDER."
        )
        parser.add_argument("--mapping", type=Path, metavar="FILE", help="How other people's headings are read (YAML).")
        parser.add_argument(
            "--propose-mapping", type=Path, metavar="FILE", help="With --dry-run: write a first draft of such a file."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["path"] is None) == (options["undo"] is None):
            raise CommandError("Name what to import, or the run to --undo; one of the two.")
        if options["undo"] is not None:
            self._undo(options["undo"])
            return
        dry_run: bool = options["dry_run"]
        try:
            mapping = self._mapping(options, dry_run=dry_run)
            report, run_id = self._import(
                options["path"], dry_run=dry_run, left_out_to=options["skip_bad_rows"], mapping=mapping
            )
        except (OSError, MappingError) as error:
            raise CommandError(str(error)) from error
        except Problem as problem:
            raise CommandError(f"Nothing was written. {problem.detail} Run the import again.") from problem
        self._list("warning", report.warnings)
        self._list("left out", report.left_out)
        self._list("fault", report.faults)
        if report.faults:
            raise CommandError(f"Nothing was written: {_many(report.faults.total, 'fault')}.")
        self._summarise(report, run_id, dry_run=dry_run)

    def _mapping(self, options: dict[str, Any], *, dry_run: bool) -> Mapping | None:
        """The one that was named; or the draft, once it is written and where nothing in it is left to decide."""
        if named := options["mapping"]:
            return read_mapping(named.read_text(encoding="utf-8"))
        target: Path | None = options["propose_mapping"]
        if target is None:
            return None
        if not dry_run:
            raise CommandError("A mapping is proposed by a dry run: add --dry-run.")
        proposal = drafted(options["path"])
        text = write_mapping(proposal.mapping, questions=proposal.questions)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
        self.stdout.write(f"{target} is written. Edit it, then: --mapping {target}")
        for question in proposal.questions:
            self.stdout.write(f"  to decide: {question}")
        return None if proposal.questions else proposal.mapping

    def _import(
        self, path: Path, *, dry_run: bool, left_out_to: Path | None, mapping: Mapping | None
    ) -> tuple[ImportReport, UUID | None]:
        with _progress_bar() as bar:
            steps = {step: bar.add_task(words, total=None, visible=False) for step, words in _STEPS.items()}

            def show(step: str, done: int, total: int) -> None:
                bar.update(steps[step], completed=done, total=total, visible=True)

            return import_by_command(
                actor=system_actor("import_portfolio"),
                at=timezone.now(),
                path=path,
                dry_run=dry_run,
                left_out_to=left_out_to,
                mapping=mapping,
                progress=show,
            )

    def _list(self, noun: str, faults: FaultList) -> None:
        for fault in faults:
            self.stderr.write(f"{noun}: {fault}")
        if more := faults.total - len(list(faults)):
            self.stderr.write(f"… and {_many(more, noun)} more.")

    def _summarise(self, report: ImportReport, run_id: UUID | None, *, dry_run: bool) -> None:
        self.stdout.write("Would be written:" if dry_run else "Imported:")
        width = max((len(name) for name in report.counts), default=0)
        for name, counts in report.counts.items():
            words = ", ".join(f"{count:>7} {outcome}" for outcome, count in counts.items())
            self.stdout.write(f"  {name:<{width}}  {words}")
        left_out = f", {report.rows_left_out} left out" if report.rows_left_out else ""
        self.stdout.write(f"{report.rows} rows{left_out}, {_many(report.warnings.total, 'warning')}.")
        if run_id is not None:
            self.stdout.write(f"To undo it: import_portfolio --undo {run_id}")

    def _undo(self, run_id: UUID) -> None:
        try:
            run = undo_import(actor=system_actor("import_portfolio"), at=timezone.now(), run_id=run_id)
        except Problem as problem:
            for one in problem.extra.get("built_on", ()):
                self.stderr.write(f"since: {one['noun']} {one['ref'] or one['id']}: {one['what']} by {one['by']}")
            raise CommandError(problem.detail) from problem
        self.stdout.write(f"The import of {run.filename} is undone.")


def _progress_bar() -> Progress:
    console = Console(file=sys.stderr)
    return Progress(
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
