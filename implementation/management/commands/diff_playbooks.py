"""`manage.py diff_playbooks OLD NEW`: what differs between two playbooks, files or published versions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from implementation.access.actors import system_actor
from implementation.models.playbook_contents import file_of
from implementation.playbooks.diff import difference
from implementation.playbooks.diff_words import diff_in_words
from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import load_playbook
from implementation.playbooks.playbook import PlaybookFile
from implementation.reads.playbooks import playbook_version


class Command(BaseCommand):
    help = "Prints what differs between two playbooks: tasks, fields, prerequisites, core, gates, length of the plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = "a YAML file, key@version of a published one, or its key alone for the newest"
        parser.add_argument("old", help=which)
        parser.add_argument("new", help=which)

    def handle(self, *args: Any, **options: Any) -> None:
        old, new = (_named(options[name]) for name in ("old", "new"))
        self.stdout.write(f"{old.key} {old.version} → {new.key} {new.version}")
        self.stdout.write("\n".join(diff_in_words(difference(old, new))))


def _named(text: str) -> PlaybookFile:
    path = Path(text)
    if path.exists():
        try:
            return load_playbook(path)
        except PlaybookFaults as error:
            raise CommandError(str(error)) from error
    version = playbook_version(text, actor=system_actor("diff_playbooks"))
    if version is None:
        raise CommandError(f"{text} is neither a file nor a published playbook: give a path, key@version, or a key.")
    return file_of(version)
