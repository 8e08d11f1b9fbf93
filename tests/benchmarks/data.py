"""The portfolios that are measured: the program's own example, with three waves to a checklist, and copies of it.

The example is generated and imported as anybody's would be; copies are made inside PostgreSQL, since 200,000 tasks
would take the import minutes. A copy's ids lie apart in time, as if it had been made before: rows of one go-live stay
next to each other, as they are in a portfolio that grew.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import AutoField, Field, Model
from django.test import Client
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.examples.generator import DEFAULT_SEED, write_portfolio
from implementation.models import (
    Barrier,
    Customer,
    GoLive,
    Hold,
    Site,
    TargetChange,
    Task,
    TaskDependency,
    TimeEntry,
)  # fmt: skip
from implementation.services.imports.importing import import_folder
from tests import factories

GOLIVES_OF_THE_EXAMPLE = 100
_CHECKLIST: tuple[type[Model], ...] = (Task, TaskDependency)
_PORTFOLIO: tuple[type[Model], ...] = (
    Customer, Site, GoLive, Task, TaskDependency, TimeEntry, Barrier, Hold, TargetChange,
)  # fmt: skip
_WAVES_BESIDE_THE_FIRST = 2
_WAVE_APART, _COPY_APART = 1_000, 60_000  # milliseconds, by which the ids differ
_COPIED_ID = """
CREATE FUNCTION copied(id uuid, milliseconds bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(('x' || left(hex, 12))::bit(48)::bigint - milliseconds), 12, '0') || right(hex, 20))::uuid
  FROM (SELECT replace(id::text, '-', '') AS hex) AS id
$$
"""


@dataclass(frozen=True)
class Access:
    """How the measured requests say who they are."""

    key: str
    session: str

    def tool(self) -> Client:
        """Calls in this process, with the key."""
        return Client(headers={"Authorization": f"Bearer {self.key}"})

    def person(self) -> Client:
        """Calls in this process, as somebody who has logged in."""
        caller = Client()
        caller.cookies["sessionid"] = self.session
        return caller


def migrate() -> None:
    call_command("migrate", verbosity=0)


def load_example(folder: Path) -> Access:
    """100 go-lives with 42 tasks each, of every state, and their hours; a key and a person's session."""
    write_portfolio(folder, seed=DEFAULT_SEED, as_of=timezone.localdate(), golives=GOLIVES_OF_THE_EXAMPLE)
    report = import_folder(actor=system_actor("benchmark"), at=timezone.now(), folder=folder)
    if not report.written:
        raise RuntimeError(f"The example was not imported: {next(iter(report.faults))}")
    with connection.cursor() as cursor:
        cursor.execute(_COPIED_ID)
    _copy(_CHECKLIST, times=_WAVES_BESIDE_THE_FIRST, apart=_WAVE_APART)
    caller = Client()
    caller.force_login(factories.person())
    return Access(factories.key("read", "write"), caller.cookies["sessionid"].value)


def multiply(times: int) -> None:
    """Make the portfolio this many times as large."""
    _copy(_PORTFOLIO, times=times - 1, apart=_COPY_APART)


def settle() -> None:
    """What PostgreSQL does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _copy(models: Collection[type[Model]], *, times: int, apart: int) -> None:
    """Copies of all rows of the models, whose references among each other lead to the copies."""
    for model in models:
        fields: list[Any] = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
        columns = ", ".join(field.column for field in fields)
        values = ", ".join(_copied(field, models, apart) for field in fields)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, %s) AS number "
                "ORDER BY number DESC, id",
                [times],
            )


def _copied(field: "Field[Any, Any]", models: Collection[type[Model]], apart: int) -> str:
    if field.primary_key or field.related_model in models:
        return f"copied({field.column}, number * {apart})"
    return f"ref || '/' || {apart} || '/' || number" if field.name == "ref" else str(field.column)
