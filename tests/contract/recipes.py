"""The recipes of docs/api.md, taken out of the page so that a test runs what people will read."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

PAGE: Path = settings.BASE_DIR / "docs" / "api.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BIN = Path(sys.executable).parent


def recipe(heading: str, language: str, place: int = 0) -> str:
    """The code of a recipe: the block of this language under the heading, counted from 0."""
    _, _, below = PAGE.read_text().partition(f"\n### {heading}\n")
    section = below.partition("\n### ")[0]
    blocks = [code for kind, code in _BLOCK.findall(section) if kind == language]
    return str(blocks[place])


def told_by_example() -> str:
    """The calls among the promises, one script: all blocks before the recipes but the first, which makes a key."""
    before = PAGE.read_text().partition("\n## Recipes\n")[0]
    first, *others = [code for kind, code in _BLOCK.findall(before) if kind == "sh"]
    assert "issue_api_key" in first
    return "\n".join(others)


def run(*command: str, folder: Path, **variables: str) -> str:
    """What the command prints. A failure shows all that it said."""
    environment = {**os.environ, **variables, "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": "."}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def run_shell(code: str, folder: Path, **variables: str) -> str:
    return run("bash", "-euo", "pipefail", "-c", code, folder=folder, **variables)
