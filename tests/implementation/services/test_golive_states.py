"""Whatever sequence of moves is tried, a go-live's dates and status agree."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from implementation.http.problems import Problem
from implementation.models import Event, GoLive, GoLiveStatus, Hold
from implementation.planning.status import golive_status
from implementation.services import holds
from tests import factories as make

DAYS_AGO = st.integers(min_value=-3, max_value=70)
WHERE_TO = st.sampled_from([*GoLiveStatus.values, "hold", "end hold"])
MOVES = st.lists(st.tuples(WHERE_TO, st.none() | DAYS_AGO), min_size=1, max_size=10)
KICKOFF = st.none() | st.integers(min_value=-10, max_value=60)


def state() -> dict[str, Any]:
    row: Any = GoLive.objects.values().get()
    golive = {name: value for name, value in row.items() if name != "updated_at"}
    return {**golive, "events": Event.objects.count(), "holds": list(Hold.objects.order_by("id").values())}


def perform(golive: GoLive, move: str, day: int | None) -> None:
    on = None if day is None else make.days_ago(day)
    if move == "hold":
        make.hold(golive, on or make.today())
    elif move == "end hold":
        for hold in Hold.objects.filter(ends_on__isnull=True):
            fields = {"ends_on": on or make.today()}
            holds.change_hold(actor=make.LEAD, at=make.now(), hold_id=hold.id, fields=fields)
    else:
        make.move(golive, move, on=on, reason="test")


def promises_hold() -> None:
    golive = GoLive.objects.get()
    dates = {name: getattr(golive, name) for name in ("kickoff_on", "live_on", "handed_over_on", "cancelled_on")}
    # A kickoff or a move may be stated for the day that has begun east of here.
    days = (make.today(), make.days_ago(-1))
    assert golive.status in {golive_status(**dates, today=today) for today in days}
    assert golive.live_on is not None or golive.handed_over_on is None
    in_order = [day for day in (golive.kickoff_on, golive.live_on, golive.handed_over_on) if day is not None]
    assert in_order == sorted(in_order)
    assert Hold.objects.filter(ends_on__isnull=True).count() <= 1


@pytest.mark.slow
class AnySequenceOfMoves(TestCase):
    @settings(max_examples=60)
    @given(kickoff=KICKOFF, moves=MOVES)
    @example(kickoff=0, moves=[("live", None), ("in_progress", None)])
    def test_keeps_dates_and_status_in_agreement(
        self, kickoff: int | None, moves: list[tuple[str, int | None]]
    ) -> None:
        golive = make.golive(kickoff_on=None if kickoff is None else make.days_ago(kickoff))
        for move, day in moves:
            before = state()
            try:
                perform(golive, move, day)
            except Problem:
                assert state() == before
            after = state()
            if after != before:
                assert after["revision"] == before["revision"] + 1
                assert after["events"] == before["events"] + 1
            if move in GoLiveStatus.values and after != before:
                assert (after["status"], after["version"]) == (move, before["version"] + 1)
            promises_hold()
