"""`manage.py replan [--country DE]`: re-plans open go-lives, after holidays changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.services.replan_open import of_country, replan_open


class Command(BaseCommand):
    help = "Re-plans the open go-lives, all or those of one country: for other holidays, or after an update."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--country", default="", help="ISO 3166-1 code of two letters, such as DE")

    def handle(self, *args: Any, **options: Any) -> None:
        golives = of_country(options["country"].upper())
        done = replan_open(actor=system_actor("replan"), at=timezone.now(), golives=golives)
        self.stdout.write(f"{done.looked_at} go-lives looked at, {done.moved} moved.")
        for golive_id, why in done.left.items():
            self.stdout.write(f"{golive_id} has no plan, and stays as it is: {why}")
