"""The jobs through a real worker on a real broker."""

from datetime import date

import pytest

from implementation.models import GoLive
from tests import factories as make
from tests.servers.worker import background_worker
from tests.waiting import until
from tracking.jobs import compute_trends, follow_events, refresh
from tracking.lenses import Lens
from tracking.models import GoLiveMeasure, Trend
from tracking.services.trend_requests import request_trends

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def measured_minutes(golive: GoLive) -> int | None:
    return GoLiveMeasure.objects.filter(golive=golive).values_list("total_minutes", flat=True).first()


def test_a_write_is_measured_by_the_worker_within_seconds() -> None:
    golive = make.golive()
    with background_worker():
        make.hours(golive, 2)
        until(lambda: measured_minutes(golive) == 120)


def test_requested_trends_are_computed_by_the_worker() -> None:
    make.golive(kickoff_on=date(2026, 1, 1))
    with background_worker():
        request_trends(as_of=date(2026, 2, 1), lens=Lens(("product",)), at=make.now())
        until(lambda: Trend.objects.filter(as_of=date(2026, 2, 1)).count() == 3)


def test_jobs_may_run_twice() -> None:
    golive = make.golive()
    for job in (follow_events, refresh, compute_trends) * 2:
        job()
    assert measured_minutes(golive) == 0
    assert Trend.objects.filter(by="product").count() == 3
