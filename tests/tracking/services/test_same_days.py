"""The days that the facts tell of a go-live are those that its measure counts."""

from datetime import date, timedelta
from random import Random

import pytest

from implementation.models import GoLive
from implementation.reads.days import GoLiveDays, golive_days
from tests import factories as make
from tests.tracking.facts import blocked, measured

pytestmark = pytest.mark.django_db
KINDS = ("integration", "data", "trust")
KICKOFF = date(2026, 1, 5)


def told(golive: GoLive, as_of: date) -> GoLiveDays:
    return golive_days(golive.id, actor=make.LEAD, as_of=as_of)


def drawn(draw: Random) -> GoLive:
    """A go-live with a few barriers, holds and moves on any days, open, live or cancelled."""
    golive = make.golive(kickoff_on=KICKOFF, target_on=KICKOFF + timedelta(days=60))
    for _ in range(draw.randrange(5)):
        opened = KICKOFF + timedelta(days=draw.randrange(-10, 90))
        closed = opened + timedelta(days=draw.randrange(30)) if draw.random() < 0.8 else None
        blocked(golive, draw.choice(KINDS), opened, closed)
    for start in range(0, draw.choice((0, 40, 80)), 20):
        begins = KICKOFF + timedelta(days=start + draw.randrange(8))
        make.hold(golive, begins, begins + timedelta(days=draw.randrange(10)))
    if draw.random() < 0.5:
        make.target_moved(golive, KICKOFF + timedelta(days=81), announced_on=KICKOFF + timedelta(days=30))
    end = {draw.choice(("live_on", "cancelled_on", "")): KICKOFF + timedelta(days=draw.randrange(100))}
    for name, day in end.items():
        if name:
            golive = make.move(golive, name.removesuffix("_on"), on=day, reason="test")
    return golive


@pytest.mark.parametrize("seed", range(12))
def test_facts_and_measures_tell_the_same_days(seed: int) -> None:
    golive = drawn(Random(seed))
    for as_of in (KICKOFF - timedelta(days=1), KICKOFF, KICKOFF + timedelta(days=45), KICKOFF + timedelta(days=120)):
        facts, measure = told(golive, as_of), measured(golive, as_of=as_of)
        assert ((facts.window and facts.window.days) or 0.5) == (measure.days or 0.5)
        if facts.window and facts.split and facts.window.days > facts.split.held:
            assert facts.window.days - facts.split.held == measure.days_net_of_holds
        assert facts.blocked.total == measure.days_blocked
        assert facts.blocked.attributed == measure.days_blocked_attributed
        shares = {kind: round(float(days), 6) for kind, days in facts.blocked.exclusive.items()}
        assert shares == measure.days_blocked_exclusive
        assert (facts.slips.first.days, facts.slips.last.days, facts.slips.moves, facts.slips.final) == (
            measure.slip_first_days, measure.slip_last_days, measure.target_moves, measure.slip_final,
        )  # fmt: skip
