"""Trends of days that nobody computed yet, asked for by the web and computed in the background."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.http.problems import Problem
from tests import factories as make
from tracking.lenses import Lens
from tracking.models import Trend, TrendRequest
from tracking.services import requested_trends, trend_requests
from tracking.services.bring_up_to_date import bring_past_up_to_date, bring_up_to_date
from tracking.services.requested_trends import compute_requested
from tracking.services.trend_requests import request_trends

pytestmark = pytest.mark.django_db

DAY = date(2026, 2, 1)
LENS = Lens(("product",))


def test_a_requested_day_is_computed_once() -> None:
    make.golive(kickoff_on=date(2026, 1, 1))
    for _ in range(3):
        request_trends(as_of=DAY, lens=LENS, at=make.now())
    assert compute_requested(at=make.now()) == 1
    assert compute_requested(at=make.now()) == 0
    assert Trend.objects.filter(as_of=DAY).count() == 3


def test_a_computed_day_can_be_asked_for_again() -> None:
    request_trends(as_of=DAY, lens=LENS, at=make.now())
    compute_requested(at=make.now())
    request_trends(as_of=DAY, lens=LENS, at=make.now())
    assert compute_requested(at=make.now()) == 1


def test_a_day_that_fails_does_not_keep_the_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    make.golive(kickoff_on=date(2026, 1, 1))
    good, bad = DAY, DAY + timedelta(days=1)
    for day in (bad, good):
        request_trends(as_of=day, lens=LENS, at=make.now())
    fail_on(bad, monkeypatch)
    for _ in range(requested_trends.ATTEMPTS + 1):
        compute_requested(at=make.now())
    failed = TrendRequest.objects.get(as_of=bad)
    assert (failed.attempts, failed.error) == (requested_trends.ATTEMPTS, "ValueError: no")
    assert TrendRequest.objects.get(as_of=good).computed_at is not None


def test_only_so_many_days_wait_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trend_requests, "WAITING_AT_ONCE", 2)
    for days in range(2):
        request_trends(as_of=DAY + timedelta(days=days), lens=LENS, at=make.now())
    with pytest.raises(Problem, match="waiting for their trends already"):
        request_trends(as_of=DAY + timedelta(days=2), lens=LENS, at=make.now())
    assert TrendRequest.objects.count() == 2


def test_only_so_many_asked_days_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requested_trends, "KEPT", 1)
    make.golive(kickoff_on=date(2026, 1, 1))
    for days in range(2):
        request_trends(as_of=DAY + timedelta(days=days), lens=LENS, at=make.now() + timedelta(seconds=days))
    compute_requested(at=make.now())
    assert list(TrendRequest.objects.values_list("as_of", flat=True)) == [DAY + timedelta(days=1)]
    assert set(Trend.objects.values_list("as_of", flat=True)) == {DAY + timedelta(days=1)}


def test_forgetting_a_day_keeps_what_the_day_said_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requested_trends, "KEPT", 0)
    make.golive(kickoff_on=date(2026, 1, 1))
    bring_up_to_date(make.now())
    request_trends(as_of=make.today(), lens=LENS, at=make.now())
    compute_requested(at=make.now())
    assert Trend.objects.filter(as_of=make.today(), by="product").exists()


def fail_on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(as_of: date, **how: Any) -> None:
        if as_of == day:
            raise ValueError("no")
        bring_past_up_to_date(as_of, **how)

    monkeypatch.setattr(requested_trends, "bring_past_up_to_date", failing)
