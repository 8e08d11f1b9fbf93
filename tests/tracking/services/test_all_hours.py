"""Hours of the whole portfolio in one pass: the same as go-live by go-live, and believed only where nothing changed."""

from datetime import date
from typing import Any

import pytest

from implementation.models import GoLive
from tests import factories as make
from tests.tracking.facts import voided
from tracking.models import GoLiveMeasure
from tracking.services import follow as follow_module
from tracking.services.all_hours import Summed, sum_all_minutes
from tracking.services.hours import Minutes
from tracking.services.measure import measure

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 30)


@pytest.fixture
def golives() -> list[GoLive]:
    """Open, live and over, live in hypercare, cancelled, not started, without kickoff; each with hours on many days."""
    kickoff = date(2026, 1, 1)
    made = [
        make.golive(kickoff_on=kickoff),
        make.golive(kickoff_on=kickoff, live_on=date(2026, 3, 1), hypercare_days=14),
        make.golive(kickoff_on=kickoff, live_on=date(2026, 6, 20)),
        make.golive(kickoff_on=kickoff, live_on=date(2026, 7, 20)),
        make.golive(kickoff_on=kickoff, cancelled_on=date(2026, 4, 1)),
        make.golive(kickoff_on=date(2026, 9, 1)),
        make.golive(kickoff_on=None),
        make.golive(kickoff_on=kickoff),
    ]
    for golive in made[:-1]:
        for month in range(1, 10):
            make.hours(golive, month, on=date(2026, month, 15), with_customer=month % 2 == 0)
        voided(make.hours(golive, 24, on=date(2026, 2, 2)))
    return made


def told(golives: list[GoLive], **how: Any) -> list[tuple[Any, ...]]:
    rows = measure([golive.id for golive in golives], as_of=DAY, at=make.now(), **how)
    return [(row.golive_id, row.total_minutes, row.handholding_minutes, row.minutes_by_activity) for row in rows]


def test_one_pass_gives_what_each_by_itself_gives(golives: list[GoLive], monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = told(golives)
    sums = sum_all_minutes(as_of=DAY)
    asked: list[Any] = []

    def noted(through: Any) -> dict[Any, Any]:
        asked.append(through)
        return {}

    monkeypatch.setattr("tracking.services.measure.sum_minutes", noted)
    assert told(golives, sums=sums) == one_by_one
    assert asked == [{}]


def test_a_sum_of_another_revision_or_day_is_not_believed(golives: list[GoLive]) -> None:
    [golive, *_] = golives
    wrong = Minutes(total=1)
    golive.refresh_from_db()
    for summed in (Summed(golive.revision - 1, DAY, wrong), Summed(golive.revision, date(2026, 6, 29), wrong)):
        assert told([golive], sums={golive.id: summed}) == told([golive])


def test_a_refresh_of_many_uses_one_pass(golives: list[GoLive], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_module, "MANY", 1)
    follow_module.refresh_measures(at=make.now())
    together = list(GoLiveMeasure.objects.order_by("golive_id").values_list("golive_id", "total_minutes"))
    GoLiveMeasure.objects.all().delete()
    monkeypatch.setattr(follow_module, "MANY", 1000)
    follow_module.refresh_measures(at=make.now())
    assert list(GoLiveMeasure.objects.order_by("golive_id").values_list("golive_id", "total_minutes")) == together
