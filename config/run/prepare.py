"""What comes before serving, in a process of its own, so that the supervisor stays small.

It migrates, gathers static files, describes the API, publishes the shipped playbooks, loads the example into an empty
database and prints the trend table. What the supervisor tells once everything is up has secrets in it: that goes
through a pipe, never into a file.
Started by `commands.preparation`, which sets Django up first.
"""

import io
import os
import sys

from django.core.management import call_command
from django.utils import timezone

from config.run import example, static, welcome


def prepare() -> str:
    """Each step does nothing when it is done already; what to tell in the end."""
    _say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    static.collect()
    call_command("describe_api")
    call_command("load_playbooks", stdout=io.StringIO())
    if example.load_into_empty_database():
        _say("The database was empty: a synthetic example portfolio and public rollouts are in it now.")
    call_command("report_trends")
    return welcome.text(welcome.grant(at=timezone.now()))


def _say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    """The argument is the number of the pipe's open end."""
    report = prepare()
    with os.fdopen(int(sys.argv[1]), "w", encoding="utf-8") as pipe:
        pipe.write(report)
