"""Every kind of event that a service appends is told in a sentence of its own in the activity feed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from implementation.api.serializers.approvals import Deciding
from implementation.models import GoLiveStatus, TaskStatus
from implementation.reads.sentences import is_told
from implementation.services.sign_ins import SignIn

ROOT = Path(__file__).parents[2]
_KIND = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
# Names of jobs and files look like kinds.
_NO_NOUNS = {"implementation", "tracking", "crossing-import", "changed"}
# Kinds that are put together: the noun, and the words that follow it.
_STATES: dict[str, list[str]] = {"task": TaskStatus.values, "go-live": GoLiveStatus.values, "sign-in": list(SignIn)}
_STATES["approval"] = Deciding.values


def spelled(tree: ast.AST) -> Iterator[str]:
    """What is written out as a kind."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value):
            yield node.value


def put_together(tree: ast.AST) -> Iterator[str]:
    """What is made of a noun and a state, as `f"task.{to}"`; of a noun that is not in the table, a kind unknown."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(start := node.values[0], ast.Constant):
            noun, dot, rest = str(start.value).partition(".")
            if dot and not rest and _KIND.fullmatch(f"{noun}.x"):
                yield from (f"{noun}.{state.replace('_', '-')}" for state in _STATES.get(noun, ["not-in-the-table"]))


def kinds() -> set[str]:
    found = set()
    for app in ("implementation", "tracking"):
        for path in (ROOT / app / "services").rglob("*.py"):
            tree = ast.parse(path.read_text())
            found |= {*spelled(tree), *put_together(tree)}
    return {kind for kind in found if kind.split(".")[0] not in _NO_NOUNS}


def test_every_kind_of_event_has_a_sentence() -> None:
    untold = sorted(kind for kind in kinds() if not is_told(kind))
    assert untold == [], "add a phrase for each to PHRASES in implementation/reads/sentences.py"


def test_kinds_are_found_however_they_are_written() -> None:
    assert {"task.in-progress", "task.done", "go-live.handed-over", "cohort.created"} <= kinds()
    assert {"barrier.opened", "target-change.announced", "webhook.disabled"} <= kinds()
