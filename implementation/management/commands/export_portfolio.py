"""`manage.py export_portfolio FOLDER|FILE.zip [--customer REF]`: the portfolio in the format of the import."""

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.imports.refs import id_in_ref
from implementation.models import Customer
from implementation.services.exports.files import new_files
from implementation.services.exports.portfolio import export_portfolio
from implementation.services.exports.taken import record_table


class Command(BaseCommand):
    help = "Export every table to CSV files in a new folder, or in one ZIP: what import_portfolio takes."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A new or empty folder, or a new file whose name ends in .zip.")
        parser.add_argument("--customer", metavar="REF", help="Only what belongs to this customer.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        actor = system_actor("export_portfolio")
        customer_id = _customer(options["customer"]) if options["customer"] else None
        try:
            with new_files(path) as open_table:
                counts = export_portfolio(actor=actor, open_table=open_table, customer_id=customer_id)
        except OSError as error:
            raise CommandError(f"Nothing was exported. {error}") from error
        form = "zip" if path.suffix == ".zip" else "csv"
        asked = {"customer": customer_id} if customer_id else {}
        rows = sum(counts.values())
        record_table(actor=actor, at=timezone.now(), noun="portfolio", form=form, asked=asked, rows=rows)
        self.stdout.write(f"Exported to {path}:")
        width = max(len(name) for name in counts)
        for name, count in counts.items():
            self.stdout.write(f"  {name:<{width}}  {count:>9}")


def _customer(ref: str) -> UUID:
    """By its ref, or by the one that an export makes of its id."""
    found = Customer.objects.filter(ref=ref).first()
    if found is None and (row_id := id_in_ref(ref)):
        found = Customer.objects.filter(id=row_id).first()
    if found is None:
        raise CommandError(f"No customer has the ref {ref!r}. An export of everything lists them in customers.csv.")
    return found.id
