"""`manage.py import_portfolio PATH [--dry-run]`: import a folder of CSV files, with progress and a summary."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from implementation.access.actors import system_actor
from implementation.http.problems import Problem
from implementation.imports.faults import FaultList
from implementation.services.imports.importing import ImportReport, import_folder

_STEPS = {"reading": "Reading", "checking": "Checking", "writing": "Writing"}


class Command(BaseCommand):
    help = (
        "Import a folder of CSV files named after their tables, such as go_lives.csv. Repeatable: rows upsert by ref."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The folder.")
        parser.add_argument("--dry-run", action="store_true", help="List every problem and write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run: bool = options["dry_run"]
        try:
            report = self._import(options["path"], dry_run=dry_run)
        except OSError as error:
            raise CommandError(str(error)) from error
        except Problem as problem:
            raise CommandError(f"Nothing was written. {problem.detail} Run the import again.") from problem
        self._list("warning", report.warnings)
        self._list("fault", report.faults)
        if report.faults:
            raise CommandError(f"Nothing was written: {_many(report.faults.total, 'fault')}.")
        self._summarise(report, dry_run=dry_run)

    def _import(self, path: Path, *, dry_run: bool) -> ImportReport:
        with _progress_bar() as bar:
            steps = {step: bar.add_task(words, total=None, visible=False) for step, words in _STEPS.items()}

            def show(step: str, done: int, total: int) -> None:
                bar.update(steps[step], completed=done, total=total, visible=True)

            return import_folder(
                actor=system_actor("import_portfolio"), at=timezone.now(), folder=path, dry_run=dry_run, progress=show
            )

    def _list(self, noun: str, faults: FaultList) -> None:
        for fault in faults:
            self.stderr.write(f"{noun}: {fault}")
        if more := faults.total - len(list(faults)):
            self.stderr.write(f"… and {_many(more, noun)} more.")

    def _summarise(self, report: ImportReport, *, dry_run: bool) -> None:
        self.stdout.write("Would be written:" if dry_run else "Imported:")
        width = max((len(name) for name in report.counts), default=0)
        for name, counts in report.counts.items():
            words = ", ".join(f"{count:>7} {outcome}" for outcome, count in counts.items())
            self.stdout.write(f"  {name:<{width}}  {words}")
        self.stdout.write(f"{report.rows} rows, {_many(report.warnings.total, 'warning')}.")


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
