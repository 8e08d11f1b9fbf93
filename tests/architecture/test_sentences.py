"""Every kind of event is in the register by which it is appended, and has a sentence in the activity feed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from implementation.api.serializers.approvals import Deciding
from implementation.models import GoLiveStatus, TaskStatus
from implementation.models.event_kinds import known_kinds
from implementation.reads.sentences import PHRASES, is_told
from implementation.services.imports.registry import registered_tables
from implementation.services.sign_ins import SignIn

ROOT = Path(__file__).parents[2]
_WORD = re.compile(r"[a-z]+(-[a-z]+)*")
# Nouns whose kinds are made of their states, and the words that say those.
_STATES: dict[str, list[str]] = {"task": TaskStatus.values, "go-live": GoLiveStatus.values, "sign-in": list(SignIn)}
_STATES["approval"] = Deciding.values


def spelled(tree: ast.AST) -> Iterator[str]:
    """What is written out as a kind: a noun that has events, a dot and a word."""
    nouns = {kind.split(".")[0] for kind in known_kinds()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            noun, _, word = node.value.partition(".")
            if noun in nouns and _WORD.fullmatch(word):
                yield node.value


def services() -> Iterator[ast.AST]:
    for app in ("implementation", "tracking"):
        yield from (ast.parse(path.read_text()) for path in (ROOT / app / "services").rglob("*.py"))


def test_every_kind_of_event_has_a_sentence() -> None:
    untold = sorted(kind for kind in known_kinds() if not is_told(kind))
    assert untold == [], "add a phrase for each to PHRASES in implementation/reads/sentences.py"


def test_no_sentence_is_for_a_kind_that_there_is_not() -> None:
    assert sorted(set(PHRASES) - known_kinds()) == []


def test_every_kind_that_a_service_spells_is_registered() -> None:
    """Found before it is appended for the first time, which would be refused."""
    written = {kind for tree in services() for kind in spelled(tree)}
    assert len(written) > 50
    assert sorted(written - known_kinds()) == [], "name them in implementation/models/event_kinds.py"


def test_every_state_and_every_table_has_its_kinds() -> None:
    of_states = {f"{noun}.{state.replace('_', '-')}" for noun, states in _STATES.items() for state in states}
    of_tables = {kind for table in registered_tables() for kind in (table.created_kind, table.changed_kind)}
    assert sorted((of_states | of_tables) - known_kinds()) == []
    withdrawn = {f"{table.created_kind.split('.')[0]}.withdrawn" for table in registered_tables()}
    assert sorted(withdrawn - known_kinds()) == [], "what an import made is withdrawn with it"
