"""What the database gathers of cohorts is what their members tell one by one."""

from itertools import combinations

import pytest

from implementation.models import GoLive
from implementation.services.followers import park, position_of
from tests import factories as make
from tracking.cohorts import DIMENSIONS, Member, group
from tracking.models.measures import MEASURES
from tracking.reads.members import measured_members, present_members
from tracking.reads.revisions import measured_revisions, present_revisions
from tracking.services.bring_up_to_date import bring_up_to_date

pytestmark = pytest.mark.django_db

SETS = [by for size in (1, 2, 3) for by in combinations(DIMENSIONS, size)]


@pytest.fixture
def golives() -> list[GoLive]:
    """Of all sorts: with and without a segment, a system of record, a playbook, a site; a pilot; changed since."""
    scribe, triage = make.product("Scribe"), make.product("Triage")
    elm, oak = make.customer(segment="hospital", system_of_record="Northwind"), make.customer(segment="clinic")
    rows = [
        make.golive(of=scribe, at=elm),
        make.golive(of=scribe, at=elm, site_id=make.site(elm).id),
        make.golive(of=triage, at=oak, stage="pilot"),
        make.golive(of=scribe, at=make.customer(), kickoff_on=None),
        make.golive(of=triage, at=oak, playbook=make.starter()),
    ]
    GoLive.objects.filter(pk=rows[0].pk).update(playbook_label="Their own way")
    bring_up_to_date(make.now())
    make.hours(rows[0], 1)
    return rows


def told(members: list[Member], by: tuple[str, ...]) -> dict[str, list[tuple[str, int]]]:
    return {key: list(one.revisions) for key, one in group(members, by).items()}


def test_the_database_gathers_what_the_members_tell(golives: list[GoLive]) -> None:
    for by in SETS:
        measured, present = measured_revisions(by, as_of=make.today()), present_revisions(by)
        assert measured == told(measured_members(as_of=make.today()), by), by
        assert present == told(present_members(), by), by
        assert measured != present, by


def test_what_was_set_aside_counts_on_the_day_of_its_measure_alone(golives: list[GoLive]) -> None:
    position_of(MEASURES)
    park(MEASURES, golives[0].id, error="odd", at=make.now())
    for day in (make.today(), make.days_ago(1)):
        assert measured_revisions(("product",), as_of=day) == told(measured_members(as_of=day), ("product",))
    assert present_revisions(("product",)) == told(present_members(), ("product",))
