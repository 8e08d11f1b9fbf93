"""`manage.py load_playbooks [FILE …]`: publishes the shipped playbooks, or your own files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.http.problems import Problem
from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import load_playbook, starter_paths
from implementation.services.playbooks import publish


class Command(BaseCommand):
    help = "Publishes playbook files, each version once; without files, the four that the program ships."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML files")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or starter_paths():
            try:
                playbook = load_playbook(path)
                version = publish(actor=system_actor("load_playbooks"), at=timezone.now(), playbook=playbook)
            except Problem as error:
                if options["files"]:
                    raise CommandError(str(error)) from error
                # Whoever publishes versions of their own of a shipped playbook keeps them, and the start goes on.
                self.stderr.write(f"{path.name} is left as it is here. {error}")
            except PlaybookFaults as error:
                raise CommandError(str(error)) from error
            else:
                self.stdout.write(f"{version.playbook.key} {version.number}: {len(playbook.tasks)} tasks")
