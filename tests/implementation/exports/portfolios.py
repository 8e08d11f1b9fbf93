"""Exports written and read back, and what is measured of a portfolio that went out and came in again."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import model_to_dict

from implementation.access.actors import Actor
from implementation.models import Customer, GoLive
from implementation.services.exports.files import new_files
from implementation.services.exports.portfolio import export_portfolio
from implementation.services.imports.importing import ImportReport, import_folder
from tests import factories as make
from tests.implementation.examples.portfolios import Table, read_tables
from tracking.models import GoLiveMeasure, Trend
from tracking.services.bring_up_to_date import bring_past_up_to_date
from tracking.services.measure import measure

_OF_THE_DATABASE = {"golive", "revision", "computed_at"}


def export(path: Path, *, actor: Actor = make.LEAD, customer: Customer | None = None) -> dict[str, int]:
    with new_files(path) as open_table:
        return export_portfolio(actor=actor, open_table=open_table, customer_id=customer.id if customer else None)


def tables(folder: Path) -> dict[str, Table]:
    """What an export to the folder says."""
    export(folder)
    return read_tables(folder)


def bring(folder: Path) -> ImportReport:
    """The report of importing the folder; there must be no fault."""
    report = import_folder(actor=make.LEAD, at=make.now(), folder=folder)
    assert not report.faults, "\n".join(map(str, report.faults))
    return report


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def unzipped(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


@contextmanager
def passing_database() -> Iterator[None]:
    """What is written inside is gone afterwards: the database is as empty as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def measures(as_of: date) -> list[dict[str, Any]]:
    """Of all go-lives, in the order of their making, without what only names them in this database."""
    ids: list[UUID] = list(GoLive.objects.order_by("id").values_list("id", flat=True))
    rows: list[GoLiveMeasure] = sorted(measure(ids, as_of=as_of, at=make.now()), key=lambda row: row.golive_id)
    assert len(rows) == len(ids)
    return [{name: value for name, value in model_to_dict(row).items() if name not in _OF_THE_DATABASE} for row in rows]


def trends(as_of: date) -> list[Any]:
    """Every number of every trend of that day."""
    bring_past_up_to_date(as_of, at=make.now())
    rows = Trend.objects.filter(as_of=as_of).order_by("by", "cohort", "series")
    return [
        (row.by, row.cohort, row.series, row.level, row.status, row.direction, row.n, row.r, row.learning_rate,
         nameless(row.peer), nameless(row.result), nameless(row.detail))
        for row in rows
    ]  # fmt: skip


def nameless(told: Any) -> Any:
    """The same without the ids that are of one database, and without when it was computed."""
    if isinstance(told, dict):
        return {name: nameless(value) for name, value in told.items() if name != "computed_at" and not _is_id(value)}
    if isinstance(told, list | tuple):
        return [nameless(value) for value in told]
    return told


def _is_id(value: Any) -> bool:
    try:
        UUID(value)
    except (TypeError, ValueError, AttributeError):
        return False
    return True
