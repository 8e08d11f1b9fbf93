"""Facts are written by services alone: a write anywhere else would leave no event and wake no measure."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WRITES = {
    "save", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "delete", "update",
    "acreate", "aupdate", "asave",
}  # fmt: skip
WRITERS = (ROOT / "implementation" / "services", ROOT / "tracking" / "services", ROOT / "implementation" / "models")


def modules() -> Iterator[Path]:
    for package in ("config", "implementation", "tracking"):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts and not any(path.is_relative_to(folder) for folder in WRITERS):
                yield path


def database_writes(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of a write on `….objects…`, or of `.save()` on anything: how a row is written through the ORM."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        if node.func.attr == "save" or "objects" in ast.unparse(node.func.value).split("."):
            yield node


def test_only_services_write_rows() -> None:
    strays = [
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in modules()
        for call in database_writes(ast.parse(path.read_text()))
    ]
    assert strays == []


def test_a_stray_write_would_be_seen() -> None:
    stray = ast.parse("Task.objects.filter(id=1).update(title='x')\nrow.save()\n{}.update(a=1)")
    assert len(list(database_writes(stray))) == 2
