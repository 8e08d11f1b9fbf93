"""The portfolios that the program ships come in without a fault, and a second time without a change."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import implementation.examples
from implementation.examples.generator import write_portfolio
from implementation.models import Event, GoLive, TargetChange
from implementation.services.imports.importing import ImportReport, import_folder
from tests.implementation.imports.folders import IMPORTER, counts

pytestmark = pytest.mark.django_db

PUBLIC_ROLLOUTS = Path(implementation.examples.__file__).parent / "public_rollouts"


def bring(folder: Path) -> ImportReport:
    report = import_folder(actor=IMPORTER, at=timezone.now(), folder=folder)
    assert (list(report.faults), list(report.warnings)) == ([], [])
    return report


def bring_twice(folder: Path) -> ImportReport:
    first = bring(folder)
    events = Event.objects.count()
    again = bring(folder)
    assert all(counts(again, table) == (0, 0, counts(first, table)[0]) for table in first.counts)
    assert Event.objects.count() == events
    return first


def test_the_public_rollouts_come_in() -> None:
    bring_twice(PUBLIC_ROLLOUTS)
    europe = GoLive.objects.get(ref="dod-europe")
    assert (europe.live_on_precision, europe.target_on_precision, europe.status) == ("month", "day", "live")
    assert TargetChange.objects.filter(golive__ref="va-mann-grandstaff", new_target_on_precision="month").exists()


@pytest.mark.slow
def test_the_example_portfolio_comes_in(tmp_path: Path) -> None:
    as_of = timezone.localdate() - timedelta(days=1)
    summary = write_portfolio(tmp_path, seed=4, as_of=as_of, golives=40)
    first = bring_twice(tmp_path)
    assert {table: counts(first, table)[0] for table in first.counts} == summary.rows
    assert GoLive.objects.count() == 40
