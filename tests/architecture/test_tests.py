"""What could make a test fail by the hour of day or by a busy machine, held where it can be seen in the code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clock import seconds_to_wait

TESTS = Path(__file__).parents[1]
CLOCKS = {"now", "today", "days_ago", "in_days", "localdate"}


def run_on_import(source: str) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: of functions the decorators and defaults, not the bodies."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            yield node
            waiting += ast.iter_child_nodes(node)


def clocks_asked(source: str) -> list[str]:
    """The calls by which the module asks for the time while it is imported."""
    calls = (node for node in run_on_import(source) if isinstance(node, ast.Call))
    return [ast.unparse(call) for call in calls if ast.unparse(call.func).split(".")[-1] in CLOCKS]


def test_no_day_of_the_import_is_taken_for_the_day_of_the_test() -> None:
    """Between the two lies midnight, one time in a hundred."""
    found = {str(path.relative_to(TESTS)): clocks_asked(path.read_text()) for path in TESTS.rglob("*.py")}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("DAY = make.today()", ["make.today()"]),
        ("@pytest.mark.parametrize('day', [days_ago(2)])\ndef test(day): ...", ["days_ago(2)"]),
        ("def test(day=timezone.now()): ...", ["timezone.now()"]),
        ("class Test:\n    day = date.today()", ["date.today()"]),
        ("def test():\n    assert make.today()", []),
        ("STATES = {'held': lambda: make.today()}", []),
    ],
)
def test_asking_for_the_time_on_import_is_seen(source: str, asked: list[str]) -> None:
    assert clocks_asked(source) == asked


def test_no_test_begins_in_the_last_seconds_of_a_day() -> None:
    assert seconds_to_wait(datetime(2026, 12, 31, 23, 59, 50, tzinfo=UTC)) == 10
    assert seconds_to_wait(datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC)) == 0
    assert seconds_to_wait(datetime(2027, 1, 1, tzinfo=UTC)) == 0


def test_one_place_waits() -> None:
    """Elsewhere a test polls by `tests.waiting.until`, with its patience: a shorter one fails on a busy machine."""
    sleepers = {
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
    }
    measuring = {path for path in sleepers if path.startswith("benchmarks/")}
    assert sleepers - measuring == {"waiting.py", "conftest.py", "servers/postgresql.py"}
