"""The synthetic portfolio breaks none of the rules that facts have to keep."""

import datetime as dt
from collections import Counter
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest

from tests.implementation.examples.portfolios import Portfolio

REFS = {
    "customers": "customer_ref",
    "go_lives": "golive_ref",
    "tasks": "task_ref",
    "time_entries": "entry_ref",
    "barriers": "barrier_ref",
    "holds": "hold_ref",
}
ACTUAL_DATES = {
    "go_lives": ("contract_signed_on", "live_on", "cancelled_on", "handed_over_on", "ended_on"),
    "tasks": ("start_on", "done_on"),
    "time_entries": ("worked_on",),
    "barriers": ("opened_on", "closed_on"),
    "holds": ("starts_on", "ends_on"),
    "target_changes": ("announced_on",),
}
IN_ORDER = (
    ("go_lives", "contract_signed_on", "kickoff_on"),
    ("go_lives", "kickoff_on", "live_on"),
    ("go_lives", "kickoff_on", "cancelled_on"),
    ("go_lives", "live_on", "handed_over_on"),
    ("go_lives", "live_on", "ended_on"),
    ("tasks", "planned_start_on", "due_on"),
    ("tasks", "start_on", "done_on"),
    ("barriers", "opened_on", "closed_on"),
    ("holds", "starts_on", "ends_on"),
)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def golives(portfolio: Portfolio) -> dict[str, dict[str, str]]:
    return {row["golive_ref"]: row for row in portfolio["go_lives"]}


@pytest.mark.parametrize("table", REFS)
def test_refs_are_unique(portfolio: Portfolio, table: str) -> None:
    refs = [row[REFS[table]] for row in portfolio[table]]
    assert len(set(refs)) == len(refs)


def test_every_row_belongs_to_a_golive_and_every_golive_to_a_customer(portfolio: Portfolio) -> None:
    known = set(golives(portfolio))
    for table in ("tasks", "time_entries", "barriers", "holds", "target_changes"):
        assert {row["golive_ref"] for row in portfolio[table]} <= known
    assert {row["customer_ref"] for row in portfolio["go_lives"]} == {
        row["customer_ref"] for row in portfolio["customers"]
    }


@pytest.mark.parametrize("table", ACTUAL_DATES)
def test_nothing_actual_lies_after_the_as_of_day(portfolio: Portfolio, table: str) -> None:
    dates = [day(row[column]) for row in portfolio[table] for column in ACTUAL_DATES[table]]
    assert max((date for date in dates if date), default=portfolio.as_of) <= portfolio.as_of


@pytest.mark.parametrize(("table", "earlier", "later"), IN_ORDER)
def test_dates_are_in_order(portfolio: Portfolio, table: str, earlier: str, later: str) -> None:
    for row in portfolio[table]:
        if row[earlier] and row[later]:
            assert row[earlier] <= row[later], row


def test_nothing_of_a_golive_is_dated_before_its_kickoff_or_after_its_cancelling(
    portfolio: Portfolio,
) -> None:
    for table in ("tasks", "time_entries", "barriers", "holds", "target_changes"):
        for row in portfolio[table]:
            golive = golives(portfolio)[row["golive_ref"]]
            dates = [row[column] for column in ACTUAL_DATES[table] if row[column]]
            assert all(golive["kickoff_on"] <= date for date in dates), row
            assert all(date <= (golive["cancelled_on"] or date) for date in dates), row


def test_cancelled_excludes_live_and_only_live_ones_are_handed_over_or_ended(portfolio: Portfolio) -> None:
    for row in portfolio["go_lives"]:
        assert not (row["cancelled_on"] and row["live_on"])
        assert row["live_on"] or not (row["handed_over_on"] or row["ended_on"])


def test_a_pilot_comes_before_the_production_golive_of_the_same_customer_and_product(
    portfolio: Portfolio,
) -> None:
    rows = golives(portfolio)
    followers = [row for row in rows.values() if row["pilot_ref"]]
    for row in followers:
        pilot = rows[row["pilot_ref"]]
        assert (pilot["stage"], row["stage"]) == ("pilot", "production")
        assert all(pilot[name] == row[name] for name in ("customer_ref", "product", "site"))
        assert pilot["ended_on"] < row["kickoff_on"]
    assert len({row["pilot_ref"] for row in followers}) == len(followers) >= 1


def test_a_site_gets_a_product_once(portfolio: Portfolio) -> None:
    places = Counter(
        (row["customer_ref"], row["site"], row["product"])
        for row in portfolio["go_lives"]
        if row["stage"] == "production"
    )
    assert max(places.values()) == 1


def test_holds_of_a_golive_do_not_overlap(portfolio: Portfolio) -> None:
    for ref in golives(portfolio):
        holds = sorted(portfolio.of("holds", ref), key=lambda row: row["starts_on"])
        for earlier, later in pairwise(holds):
            assert earlier["ends_on"]
            assert earlier["ends_on"] < later["starts_on"]


def test_only_a_golive_under_way_is_on_hold_or_has_an_open_barrier(portfolio: Portfolio) -> None:
    rows = golives(portfolio)
    still = [row for row in portfolio["holds"] if not row["ends_on"]]
    still += [row for row in portfolio["barriers"] if not row["closed_on"]]
    for row in still:
        golive = rows[row["golive_ref"]]
        assert not golive["live_on"]
        assert not golive["cancelled_on"]


def test_hours_are_above_zero_and_nobody_works_more_than_a_day_holds(portfolio: Portfolio) -> None:
    days: Counter[tuple[str, str]] = Counter()
    for row in portfolio["time_entries"]:
        assert 0 < float(row["hours"]) <= 24
        days[row["person"], row["worked_on"]] += round(float(row["hours"]) * 60)
    assert max(days.values()) <= 24 * 60


def test_a_correction_replaces_an_entry_of_the_same_golive_once(portfolio: Portfolio) -> None:
    entries = {row["entry_ref"]: row for row in portfolio["time_entries"]}
    corrections = [row for row in entries.values() if row["replaces_ref"]]
    for row in corrections:
        assert entries[row["replaces_ref"]]["golive_ref"] == row["golive_ref"]
        assert not entries[row["replaces_ref"]]["replaces_ref"]
    assert len({row["replaces_ref"] for row in corrections}) == len(corrections)


def test_rows_that_name_a_task_name_one_of_their_golive(portfolio: Portfolio) -> None:
    home = {row["task_ref"]: row["golive_ref"] for row in portfolio["tasks"]}
    for row in portfolio["time_entries"] + portfolio["barriers"]:
        assert not row["task_ref"] or home[row["task_ref"]] == row["golive_ref"]


def test_prerequisites_are_tasks_of_the_same_golive_without_cycles(portfolio: Portfolio) -> None:
    graph = {row["task_ref"]: row["depends_on"].split(";") if row["depends_on"] else [] for row in portfolio["tasks"]}
    home = {row["task_ref"]: row["golive_ref"] for row in portfolio["tasks"]}
    assert len(list(TopologicalSorter(graph).static_order())) == len(graph)
    assert all(home[task] == home[before] for task, many in graph.items() for before in many)


def test_a_task_starts_after_its_prerequisites_are_done_or_skipped(portfolio: Portfolio) -> None:
    tasks = {row["task_ref"]: row for row in portfolio["tasks"]}
    for row in tasks.values():
        for before in filter(None, row["depends_on"].split(";")):
            if row["start_on"]:
                assert tasks[before]["status"] in {"done", "skipped"}, row
                assert tasks[before]["done_on"] <= row["start_on"], row


def test_status_and_dates_of_a_task_agree(portfolio: Portfolio) -> None:
    for row in portfolio["tasks"]:
        started = row["status"] in {"done", "in_progress", "blocked"}
        assert bool(row["start_on"]) == started or row["status"] == "skipped", row
        assert bool(row["done_on"]) == (row["status"] == "done"), row
        assert bool(row["reason"]) == (row["status"] in {"blocked", "skipped"}), row


def test_a_task_is_blocked_exactly_when_an_open_barrier_names_it(portfolio: Portfolio) -> None:
    blocked = {row["task_ref"] for row in portfolio["tasks"] if row["status"] == "blocked"}
    named = {row["task_ref"] for row in portfolio["barriers"] if not row["closed_on"] and row["task_ref"]}
    assert blocked == named


def test_a_live_golive_has_finished_what_comes_before(portfolio: Portfolio) -> None:
    rows = golives(portfolio)
    for task in portfolio["tasks"]:
        golive = rows[task["golive_ref"]]
        if golive["live_on"] and task["phase"] not in {"hypercare", "handover"}:
            assert task["status"] in {"done", "skipped"}
            assert task["done_on"] <= golive["live_on"]
        if golive["live_on"] and task["gate"] == "live":
            assert task["status"] == "done"
        if golive["handed_over_on"]:
            assert task["status"] in {"done", "skipped"}
            assert task["done_on"] <= golive["handed_over_on"]


def test_a_planned_golive_has_a_checklist_but_no_history(portfolio: Portfolio) -> None:
    planned = [row for row in portfolio["go_lives"] if row["kickoff_on"] > portfolio.as_of.isoformat()]
    for row in planned:
        ref = row["golive_ref"]
        assert {task["status"] for task in portfolio.of("tasks", ref)} == {"todo"}
        for table in ("time_entries", "barriers", "holds", "target_changes"):
            assert not portfolio.of(table, ref)
    assert planned


def test_moves_of_a_target_form_a_chain_that_ends_at_the_target(portfolio: Portfolio) -> None:
    for ref, golive in golives(portfolio).items():
        moves = portfolio.of("target_changes", ref)
        for earlier, later in pairwise(moves):
            assert earlier["announced_on"] < later["announced_on"]
            assert earlier["new_target_on"] == later["old_target_on"]
        for move in moves:
            assert move["reason"]
            assert bool(move["barrier"]) == (move["new_target_on"] > move["old_target_on"])
        assert not moves or moves[-1]["new_target_on"] == golive["target_on"]
