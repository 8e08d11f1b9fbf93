"""The description is made once for a version of the code, and is never another version's."""

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.fixtures import Settings

from implementation.http.described import FORMATS, VERSIONS, alone, described, fingerprint, folder, keep, named

TEXTS = {(version, form): f"{version} {form}".encode() for version in VERSIONS for form in FORMATS}


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An empty folder of data."""
    settings.DATA_DIR = tmp_path
    folder.cache_clear()
    yield tmp_path
    folder.cache_clear()


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that were run; each does what `describe_api` does, with texts that are quick to make."""
    ran: list[Any] = []

    def run(command: Any, **options: Any) -> Any:
        ran.append(command)
        with alone() as needed:
            if needed:
                keep(TEXTS)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    return ran


def test_what_a_start_made_is_read_by_all_and_made_by_nobody_again(data: Path, processes: list[Any]) -> None:
    keep(TEXTS)
    assert gzip.decompress(described("3.1", "yaml")) == b"3.1 yaml"
    assert gzip.decompress(described("3.0", "json")) == b"3.0 json"
    assert processes == []


def test_without_it_whoever_is_asked_first_has_it_made_once(data: Path, processes: list[Any]) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: described("3.1", "json"), range(8)))
    assert {gzip.decompress(answer) for answer in answers} == {b"3.1 json"}
    assert [command[-2:] for command in processes] == [[settings.BASE_DIR / "manage.py", "describe_api"]]
    assert processes[0][0] == sys.executable


def test_the_command_makes_nothing_that_is_there(data: Path) -> None:
    keep(TEXTS)
    call_command("describe_api")
    assert gzip.decompress(described("3.1", "yaml")) == b"3.1 yaml"


def test_that_it_could_not_be_made_is_said_with_the_reason(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, b"", b"No space left on device")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match="No space left"):
        described("3.1", "yaml")


def test_code_that_was_replaced_under_the_server_does_not_describe_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.CompletedProcess([], 0, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(RuntimeError, match="restart"):
        described("3.1", "yaml")


def test_other_code_has_another_description(settings: Settings, tmp_path: Path) -> None:
    code = tmp_path / "implementation" / "views.py"
    code.parent.mkdir()
    code.write_text("1")
    settings.BASE_DIR = tmp_path
    before = fingerprint()
    assert fingerprint() == before
    shutil.copytree(code.parent, code.parent / "__pycache__")
    assert fingerprint() == before
    code.write_text("12")
    assert fingerprint() != before


def test_descriptions_of_versions_that_nobody_runs_any_more_are_thrown_away(data: Path) -> None:
    old, recent = data / "description" / "old", data / "description" / "recent"
    for other in (old, recent):
        other.mkdir(parents=True)
    then = time.time() - 40 * 86_400
    os.utime(old, (then, then))
    keep(TEXTS)
    assert sorted(path.name for path in old.parent.iterdir()) == sorted([folder().name, "recent"])
    assert {path.name for path in folder().iterdir()} == {named(*kind) for kind in TEXTS}
