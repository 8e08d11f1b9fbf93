"""The jobs through a real worker on a real broker."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from implementation.models import GoLive
from tests import factories as make
from tests.servers.worker import background_worker
from tracking.jobs import compute_trends, follow_events, refresh
from tracking.lenses import Lens
from tracking.models import GoLiveMeasure, Trend
from tracking.services.trend_requests import request_trends

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def eventually(holds: Callable[[], bool], *, within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def measured_minutes(golive: GoLive) -> int | None:
    return GoLiveMeasure.objects.filter(golive=golive).values_list("total_minutes", flat=True).first()


def test_a_write_is_measured_by_the_worker_within_seconds() -> None:
    golive = make.golive()
    with background_worker():
        make.hours(golive, 2)
        eventually(lambda: measured_minutes(golive) == 120, within=5)


def test_requested_trends_are_computed_by_the_worker() -> None:
    make.golive(kickoff_on=date(2026, 1, 1))
    with background_worker():
        request_trends(as_of=date(2026, 2, 1), lens=Lens(("product",)), at=make.now())
        eventually(lambda: Trend.objects.filter(as_of=date(2026, 2, 1)).count() == 3)


def test_jobs_may_run_twice() -> None:
    golive = make.golive()
    for job in (follow_events, refresh, compute_trends) * 2:
        job()
    assert measured_minutes(golive) == 0
    assert Trend.objects.filter(by="product").count() == 3
