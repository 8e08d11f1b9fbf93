"""An export of many rows takes no more memory than one of few."""

import tracemalloc
from pathlib import Path
from uuid import UUID

import pytest

from implementation.models import TimeEntry
from tests import factories as make
from tests.implementation.exports.portfolios import export

pytestmark = pytest.mark.django_db


def store(golive_id: UUID, count: int) -> None:
    day = make.days_ago(1)
    TimeEntry.objects.bulk_create(
        TimeEntry(golive_id=golive_id, worked_on=day, minutes=1, note="n" * 200) for _ in range(count)
    )


def peak(path: Path) -> int:
    """Bytes that the export takes at most."""
    tracemalloc.start()
    try:
        export(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    golive = make.golive()
    store(golive.id, 4_000)
    few = peak(tmp_path / "few.zip")
    store(golive.id, 16_000)
    assert peak(tmp_path / "many.zip") < 1.3 * few
