"""The playbooks that come with the program: they load, and their counts are what is promised of them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from implementation.planning.graph import upstream
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
# Tasks of the short list for a small site.
CORE = {
    "ambient_documentation.yaml": 20,
    "imaging_triage.yaml": 22,
    "patient_access_agent.yaml": 22,
    "revenue_cycle_coding.yaml": 22,
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


@starters
def test_the_short_list_has_about_20_tasks(path: Path) -> None:
    playbook = load_playbook(path)
    assert len(laid_out(playbook, playbook.nominal_days, core_only=True).tasks) == CORE[path.name]


@starters
def test_in_the_short_list_a_task_waits_for_what_it_waited_for_through_those_left_out(path: Path) -> None:
    playbook = load_playbook(path)
    core = {task.key for task in playbook.tasks if task.core}
    whole = {task.key: task.depends_on for task in playbook.tasks}
    short = {task.key: task.depends_on for task in laid_out(playbook, playbook.nominal_days, core_only=True).tasks}
    assert set(short) == core
    for key in core:
        assert upstream(short, key) == upstream(whole, key) & core, key


@starters
def test_the_decision_waits_for_every_gate_of_the_short_list_and_each_stays_a_gate(path: Path) -> None:
    playbook = load_playbook(path)
    core = {task.key: task for task in playbook.tasks if task.core}
    short = {task.key: task.depends_on for task in laid_out(playbook, playbook.nominal_days, core_only=True).tasks}
    gates = {key for key, task in core.items() if task.gate == "live"} - {"go-no-go"}
    assert gates
    assert gates <= upstream(short, "go-no-go")
    assert "go-no-go" in upstream(short, "go-live")


@starters
def test_they_count_calendar_days_and_say_so(path: Path) -> None:
    """Go-lives are agreed in weeks; whoever wants days of work says `day_kind: working` and other offsets."""
    assert load_playbook(path).day_kind == "calendar"
    assert "# Dates: calendar days." in path.read_text(encoding="utf-8")
