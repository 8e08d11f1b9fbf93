"""Go-lives through HTTP: from a playbook to hand-over."""

from datetime import date
from typing import Any

import pytest

from implementation.access.actors import Role
from tests import factories
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


def new_golive(**fields: Any) -> dict[str, Any]:
    """The body that creates a go-live."""
    ids = {"customer": str(factories.customer().id), "product": str(factories.product().id)}
    return {**ids, **fields}


def test_a_playbook_is_laid_out_by_key_or_by_version() -> None:
    version = factories.starter()
    for playbook in ("ambient-documentation", str(version.id)):
        body = new_golive(playbook=playbook, kickoff_on="2026-01-05", target_on="2026-09-30")
        made = tool().post("go-lives", body).json()
        assert (made["playbook"], made["playbook_version"]) == ("ambient-documentation", str(version.id))
        assert made["progress"] == {"tasks": version.tasks.count(), "finished": 0, "blocked": 0}


def test_core_only_lays_out_the_core_tasks() -> None:
    version = factories.starter()
    body = new_golive(playbook=str(version.id), kickoff_on="2026-01-05", target_on="2026-09-30", core_only=True)
    assert tool().post("go-lives", body).json()["progress"]["tasks"] == version.tasks.filter(core=True).count()


def test_a_target_too_near_is_refused_unless_accepted() -> None:
    factories.starter()
    body = new_golive(playbook="ambient-documentation", kickoff_on="2026-01-05", target_on="2026-01-12")
    refused = tool().post("go-lives", body)
    assert (refused.status_code, slug(refused)) == (409, "rule-refused")
    assert refused.json()["compressed"]
    accepted = tool().post("go-lives", {**body, "allow_compression": True})
    assert accepted.status_code == 201
    for told in ("compressed", "earliest_feasible_on"):
        assert accepted.json()[told] == refused.json()[told]


def test_what_is_not_compressed_is_told_to_who_allowed_it_alone() -> None:
    body = new_golive(kickoff_on="2026-01-05")
    assert "compressed" not in tool().post("go-lives", body).json()
    allowed = tool().post("go-lives", {**body, "allow_compression": True}).json()
    assert (allowed["compressed"], allowed["earliest_feasible_on"]) == ([], None)


@pytest.mark.parametrize("playbook", ["no-such", "no\0such"])
def test_an_unknown_playbook_is_named(playbook: str) -> None:
    answer = tool().post("go-lives", new_golive(playbook=playbook, kickoff_on="2026-01-05"))
    assert (answer.status_code, pointers(answer)) == (400, ["/playbook"])


def test_a_ref_is_unique() -> None:
    assert tool().post("go-lives", new_golive(ref="SF-1")).status_code == 201
    answer = tool().post("go-lives", new_golive(ref="SF-1"))
    assert (answer.status_code, slug(answer), pointers(answer)) == (409, "already-exists", ["/ref"])


def test_an_imprecise_date_keeps_its_precision_and_an_exact_one_replaces_it() -> None:
    caller = tool()
    body = new_golive(contract_signed_on="2026-02-15", contract_signed_on_precision="month")
    made = caller.post("go-lives", body).json()
    assert made["contract_signed_on_precision"] == "month"
    changed = caller.patch(f"go-lives/{made['id']}", {"contract_signed_on": "2026-02-03"}).json()
    assert (changed["contract_signed_on"], changed["contract_signed_on_precision"]) == ("2026-02-03", "day")


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("live_on", "2026-01-01", "transitions"),
        ("status", "live", "transitions"),
        ("target_on", "2026-01-01", "target-changes"),
        ("customer", "x", "stays"),
    ],
)
def test_what_is_not_changed_here_is_said_where(field: str, value: str, where: str) -> None:
    answer = tool().patch(f"go-lives/{factories.golive().id}", {field: value})
    assert (answer.status_code, pointers(answer)) == (400, [f"/{field}"])
    assert where in answer.json()["errors"][0]["detail"]


def test_a_go_live_goes_live_and_is_handed_over() -> None:
    golive, caller = factories.golive(), tool()
    path = f"go-lives/{golive.id}/transitions"
    live = caller.post(path, {"to": "live", "on": factories.days_ago(2).isoformat()})
    assert live.json()["status"] == "live"
    assert live.json()["live_on"] == factories.days_ago(2).isoformat()
    assert caller.post(path, {"to": "handed_over"}).json()["status"] == "handed_over"


def test_open_gates_are_listed_in_the_refusal() -> None:
    golive = factories.golive()
    gate = factories.task(golive, gate="live")
    answer = tool().post(f"go-lives/{golive.id}/transitions", {"to": "live"})
    assert (answer.status_code, slug(answer)) == (409, "gates-open")
    assert [row["task"] for row in answer.json()["missing"]] == [str(gate.id)]


def test_a_state_that_is_out_of_reach_is_refused_with_those_that_are_not() -> None:
    answer = tool().post(f"go-lives/{factories.golive().id}/transitions", {"to": "handed_over"})
    assert (answer.status_code, slug(answer)) == (409, "transition-refused")
    assert answer.json()["allowed"] == ["live", "cancelled"]


def test_only_a_lead_rolls_back() -> None:
    golive = factories.golive(live_on=factories.days_ago(3))
    path, body = f"go-lives/{golive.id}/transitions", {"to": "in_progress", "reason": "Too slow"}
    assert tool().post(path, body).status_code == 409
    assert tool(role=Role.LEAD).post(path, body).json()["status"] == "in_progress"


def test_a_transition_of_a_strange_go_live_is_404() -> None:
    stranger = tool(customer=factories.customer())
    assert stranger.post(f"go-lives/{factories.golive().id}/transitions", {"to": "live"}).status_code == 404


def test_the_list_is_filtered() -> None:
    golive = factories.golive(live_on=factories.days_ago(3))
    held = factories.golive()
    factories.hold(held, factories.days_ago(3))
    caller = tool("read")

    def found(**query: str) -> set[str]:
        return {row["id"] for row in caller.get("go-lives", query).json()["results"]}

    assert found(status="live,handed_over") == {str(golive.id)}
    assert found(on_hold="true") == {str(held.id)}
    assert found(customer=str(golive.customer_id)) == {str(golive.id)}
    assert found(stage="pilot") == set()


def test_work_under_a_go_live_changes_its_etag_but_not_its_version() -> None:
    golive, caller = factories.golive(), tool()
    before = caller.get(f"go-lives/{golive.id}")
    factories.task(golive)
    after = caller.get(f"go-lives/{golive.id}", If_None_Match=before["ETag"])
    assert after.status_code == 200
    assert after.json()["version"] == before.json()["version"]
    assert caller.patch(f"go-lives/{golive.id}", {"owner": "Ada"}, If_Match=before["ETag"]).status_code == 200


def test_a_site_of_another_customer_is_refused() -> None:
    golive = factories.golive()
    elsewhere = factories.site(factories.customer())
    answer = tool().patch(f"go-lives/{golive.id}", {"site": str(elsewhere.id)})
    assert (answer.status_code, pointers(answer)) == (400, ["/site"])


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "9999-12-31", "2026-02-30", 20260101, None])
def test_a_day_is_in_the_calendar_and_within_reason(day: Any) -> None:
    body = {"go_live": str(factories.golive().id), "new_target_on": day, "reason": "x", "barrier": "data"}
    assert pointers(tool().post("target-changes", body)) == ["/new_target_on"]


def test_moving_a_target_needs_its_barrier_and_changes_the_go_live() -> None:
    golive, caller = factories.golive(kickoff_on=date(2026, 9, 1), target_on=date(2026, 12, 1)), tool()
    body = {"go_live": str(golive.id), "new_target_on": "2027-02-01", "reason": "No test system"}
    assert pointers(caller.post("target-changes", body)) == ["/barrier"]
    moved = caller.post("target-changes", {**body, "barrier": "integration"}).json()
    assert (moved["old_target_on"], moved["new_target_on"]) == ("2026-12-01", "2027-02-01")
    assert caller.get(f"go-lives/{golive.id}").json()["target_on"] == "2027-02-01"
