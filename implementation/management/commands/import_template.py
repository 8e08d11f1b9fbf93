"""`manage.py import_template FILE.xlsx`: write the workbook that people fill in for an import."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from implementation.services.imports.template import template


class Command(BaseCommand):
    help = "Write a workbook with the tables of an import: their columns, notes and choices."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The file, such as portfolio.xlsx. One that exists is kept.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if path.suffix.lower() != ".xlsx":
            raise CommandError(f"{path} is no name of a workbook; let it end in .xlsx.")
        try:
            with path.open("xb") as file:
                file.write(template())
        except OSError as error:
            raise CommandError(f"{path} cannot be written ({error.strerror}); name another file.") from error
        self.stdout.write(f"{path} is written. Fill it in, then: manage.py import_portfolio {path} --dry-run")
