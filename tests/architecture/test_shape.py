"""What can be held of the shape of the house: layers, sizes, a small web process, no forgotten migration."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
PACKAGES = ("config", "implementation", "tracking")
LINES_OF_A_FILE = 320
LINES_OF_A_FUNCTION = 60


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def test_the_arrows_point_one_way() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout[-4000:]


def test_a_file_holds_one_idea() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > LINES_OF_A_FILE}
    assert long == {}


def test_a_function_fits_one_glance() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_lives_there() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if (text := path.read_text()).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_the_web_process_imports_neither_numbers_nor_what_it_does_not_offer() -> None:
    """Nor what describes the API, which a process of its own does, with the tools for tests that this brings along."""
    code = (
        "import sys, config.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "from django.urls import reverse\n"
        "reverse('home')\n"
        "unused = {'numpy', 'scipy', 'fido2', 'openpyxl', 'xlsxwriter'}\n"
        "elsewhere = {'drf_spectacular.plumbing', 'rest_framework.test', 'django.test', 'unittest'}\n"
        "print(sorted((unused | elsewhere) & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
