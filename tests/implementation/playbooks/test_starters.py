"""The playbooks that come with the program: they load, and their counts are what is promised of them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from implementation.planning.layout import Layout, layout
from implementation.playbooks.loader import load_playbook, starter_paths
from implementation.playbooks.playbook import PlaybookFile

KICKOFF_ON = date(2026, 3, 2)
# tasks; gates, of them live, handover; nominal days, least days; hours, of them with the customer
PROMISED = {
    "ambient_documentation.yaml": (53, 16, 14, 1, 84, 78, 855, 432),
    "imaging_triage.yaml": (59, 18, 16, 1, 112, 112, 764, 327),
    "patient_access_agent.yaml": (60, 21, 19, 1, 98, 98, 920, 359),
    "revenue_cycle_coding.yaml": (60, 21, 18, 2, 119, 114, 1140, 390),
}
starters = pytest.mark.parametrize("path", starter_paths(), ids=lambda path: path.stem)


def laid_out(playbook: PlaybookFile, days: int, *, core_only: bool = False) -> Layout:
    target = KICKOFF_ON + timedelta(days=days)
    return layout(playbook.tasks, KICKOFF_ON, target, nominal_days=playbook.nominal_days, core_only=core_only)


def test_there_are_four_with_a_key_and_a_product_type_each() -> None:
    playbooks = [load_playbook(path) for path in starter_paths()]
    assert [path.name for path in starter_paths()] == sorted(PROMISED)
    assert len({playbook.key for playbook in playbooks}) == len({p.product_type for p in playbooks}) == 4


@starters
def test_counts_are_as_promised(path: Path) -> None:
    playbook = load_playbook(path)
    tasks = playbook.tasks
    earliest = laid_out(playbook, playbook.nominal_days).earliest_feasible_on
    assert earliest is not None
    assert PROMISED[path.name] == (
        len(tasks),
        path.read_text(encoding="utf-8").count("gate: true"),
        sum(task.gate == "live" for task in tasks),
        sum(task.gate == "handover" for task in tasks),
        playbook.nominal_days,
        (earliest - KICKOFF_ON).days,
        sum(task.estimated_minutes for task in tasks) / 60,
        sum(task.handholding_minutes for task in tasks) / 60,
    )


@starters
def test_at_the_nominal_length_every_task_starts_on_its_anchored_date(path: Path) -> None:
    playbook = load_playbook(path)
    for core_only in (False, True):
        plan = laid_out(playbook, playbook.nominal_days, core_only=core_only)
        assert plan.compressed == ()
        assert all(task.start_on == task.anchored_on for task in plan.tasks)


@starters
def test_a_day_less_than_the_least_compresses_something(path: Path) -> None:
    playbook = load_playbook(path)
    least = PROMISED[path.name][5]
    assert laid_out(playbook, least).compressed == ()
    assert laid_out(playbook, least - 1).compressed != ()


@starters
def test_the_decision_and_the_go_live_are_in_the_short_list(path: Path) -> None:
    core = {task.key for task in load_playbook(path).tasks if task.core}
    assert {"go-no-go", "go-live"} <= core
