"""The health of go-lives, through HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.models import Event, GoLive
from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.callers import pointers, tool

pytestmark = pytest.mark.django_db


def health(golive: GoLive, **query: str) -> Any:
    answer = tool("read").get(f"go-lives/{golive.id}/health", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def kinds(found: dict[str, Any]) -> list[str]:
    return [reason["kind"] for reason in found["reasons"]]


def listed(**query: str) -> dict[str, str]:
    rows = tool("read").get("go-lives/health", query).json()["results"]
    return {row["go_live"]: row["level"] for row in rows}


def troubled() -> GoLive:
    """An overdue gate, a barrier on its prerequisite, and a sponsor whom nobody has reached."""
    customer = factories.customer()
    golive = factories.golive(at=customer, site=factories.site(customer, sponsor="Dr. Lind"))
    first = factories.task(golive)
    factories.task(golive, gate="live", due_on=factories.days_ago(2), after=[first])
    factories.barrier(golive, task=first)
    return golive


def test_a_go_live_tells_its_reasons_with_their_rows() -> None:
    found = health(troubled())
    assert (found["level"], found["as_of"]) == ("at_risk", str(factories.today()))
    assert kinds(found) == ["overdue", "blocked", "gate_at_risk", "sponsor_not_reached"]
    assert [[row["noun"] for row in reason["rows"]] for reason in found["reasons"]] == [
        ["task"], ["barrier"], ["task"], ["site"],
    ]  # fmt: skip


def test_done_tasks_and_closed_barriers_are_no_reason() -> None:
    golive = factories.golive()
    factories.tick(factories.task(golive, due_on=factories.days_ago(2)))
    factories.barrier(golive, opened_on=factories.days_ago(9), closed_on=factories.days_ago(5))
    assert health(golive)["sentence"] == "On track."


@pytest.mark.parametrize("numbered", [True, False])
def test_the_work_moved_when_its_last_event_was_recorded(numbered: bool) -> None:
    golive = factories.golive()
    factories.task(golive)
    long_ago = factories.now() - timedelta(days=20)
    Event.objects.update(at=long_ago, recorded_at=long_ago)
    if numbered:
        number_events()
    assert kinds(health(golive)) == ["nothing_moved"]
    assert kinds(health(golive, quiet_days="20")) == []
    factories.share_link(golive)
    assert kinds(health(golive)) == ["nothing_moved"]
    factories.task(golive)
    assert kinds(health(golive)) == []


def test_work_of_weeks_ago_that_is_told_today_says_that_it_goes_on() -> None:
    golive = factories.golive(kickoff_on=factories.days_ago(60))
    factories.tick(factories.task(golive), happened_at=factories.now() - timedelta(days=40))
    assert kinds(health(golive)) == []


def test_a_missed_target_is_off_track_and_a_vague_one_is_not_missed() -> None:
    golive = factories.golive(target_on=factories.days_ago(3))
    assert health(golive)["level"] == "off_track"
    vague = factories.golive(target_on=factories.days_ago(3), target_on_precision="quarter")
    assert health(vague)["level"] == "on_track"


def test_a_plan_that_leads_past_the_target_is_off_track() -> None:
    """The gate is due ten days after the target, and nobody goes live before it."""
    target = factories.today() + timedelta(days=20)
    golive = factories.golive(target_on=target)
    factories.task(golive, gate="live", due_on=target + timedelta(days=10))
    found = health(golive)
    assert (found["level"], kinds(found)) == ("off_track", ["projected_after_target"])
    assert "10 days after the target" in found["sentence"]


def test_on_hold_stands_apart() -> None:
    golive = factories.golive(target_on=factories.days_ago(3))
    factories.hold(golive, factories.days_ago(2))
    assert health(golive)["level"] == "on_hold"


def test_the_portfolio_is_listed_without_what_is_closed_and_filtered_by_level() -> None:
    golive, late = troubled(), factories.golive(target_on=factories.days_ago(3))
    factories.golive(cancelled_on=factories.days_ago(3))
    calm = factories.golive(live_on=factories.days_ago(3))
    levels = {str(golive.id): "at_risk", str(late.id): "off_track", str(calm.id): "on_track"}
    assert listed() == levels
    assert listed(level="off_track,at_risk") == {name: level for name, level in levels.items() if level != "on_track"}
    assert listed(customer=str(late.customer_id)) == {str(late.id): "off_track"}
    assert list(listed(status="cancelled").values()) == ["closed"]


def test_a_page_filtered_by_level_is_filled_and_the_next_goes_on() -> None:
    late = []
    for _ in range(3):
        factories.golive()
        late.append(str(factories.golive(target_on=factories.days_ago(3)).id))
    caller = tool("read")
    first = caller.get("go-lives/health", {"level": "off_track", "limit": "2"}).json()
    assert [row["go_live"] for row in first["results"]] == late[:2]
    again = caller.get("go-lives/health", {"level": "off_track", "limit": "2", "cursor": first["next_cursor"]}).json()
    assert ([row["go_live"] for row in again["results"]], again["next"]) == (late[2:], None)


def test_a_stranger_sees_nothing_and_wrong_words_are_named() -> None:
    golive = troubled()
    stranger = tool("read", customer=factories.customer())
    assert stranger.get(f"go-lives/{golive.id}/health").status_code == 404
    assert stranger.get("go-lives/health").json()["results"] == []
    assert pointers(tool("read").get("go-lives/health", {"level": "green"})) == ["?level"]


def test_health_costs_three_queries_for_one_and_for_thirty() -> None:
    golive = troubled()
    caller = tool("read")
    for more in (0, 29):
        for _ in range(more):
            troubled()
        for path in (f"go-lives/{golive.id}/health", "go-lives/health", "go-lives/health?level=at_risk"):
            with CaptureQueriesContext(connection) as queries:
                assert caller.get(path).status_code == 200
            # The key, the go-lives, their tasks.
            assert len(queries) == 3, path
