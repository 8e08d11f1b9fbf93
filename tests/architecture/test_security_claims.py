"""SECURITY.md names the test that shows each of its claims: all of them are there, and no claim is without one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text()
REFERENCE = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
OWASP = [
    "Broken object level authorization",
    "Broken authentication",
    "Broken object property level authorization",
    "Unrestricted resource consumption",
    "Broken function level authorization",
    "Unrestricted access to sensitive business flows",
    "Server side request forgery",
    "Security misconfiguration",
    "Improper inventory management",
    "Unsafe consumption of APIs",
]


def section(title: str) -> str:
    return re.split(r"^## ", TEXT.split(f"## {title}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def names_in(path: Path) -> set[str]:
    """Of methods too: properties are tested by classes."""
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def missing(text: str) -> list[str]:
    """References to tests that there are not."""
    found = REFERENCE.findall(text)
    assert found
    return [
        f"{path}::{name}"
        for path, name in found
        if not (ROOT / path).is_file()
        or not names_in(ROOT / path)
        or (name and name not in names_in(ROOT / path))
    ]  # fmt: skip


def test_every_test_that_is_named_is_there() -> None:
    assert missing(TEXT) == []
    assert "`tests/" not in REFERENCE.sub("", TEXT), "name a file, or a test in it"


def test_no_attacker_is_without_a_test() -> None:
    rows = [row for row in section("Who attacks").splitlines() if row.startswith("| ")][1:]
    assert len(rows) >= 15
    assert [row.split("|")[1] for row in rows if not REFERENCE.search(row.split("|")[3])] == []


def test_the_ten_risks_are_answered_in_order_each_with_a_test() -> None:
    items = re.split(r"^\d+\. ", section("OWASP"), flags=re.MULTILINE)[1:]
    assert [item.split("**")[1].rstrip(".") for item in items] == OWASP
    assert [item.split("**")[1] for item in items if not REFERENCE.search(item)] == []


def test_a_test_that_was_renamed_would_be_seen() -> None:
    assert missing("`tests/matrix/test_matrix.py::test_nothing` and `tests/none.py`") == [
        "tests/matrix/test_matrix.py::test_nothing",
        "tests/none.py::",
    ]
