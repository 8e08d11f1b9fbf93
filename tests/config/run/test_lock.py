"""The data folder's lock: one run at a time, told by number, and never stuck on the dead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.run.errors import CannotStart
from config.run.lock import FolderLock


def test_a_second_run_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        FolderLock(tmp_path),
        pytest.raises(CannotStart, match=rf"another run, process {os.getpid()}\b.*DATA_DIR="),
        FolderLock(tmp_path),
    ):
        pass


def test_the_folder_is_free_again_after_a_run(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        pass
    with FolderLock(tmp_path):
        assert (tmp_path / "run.lock").read_text() == f"{os.getpid()}\n"


def test_a_refused_run_leaves_the_lock_as_it_was(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        for _ in range(2):
            with pytest.raises(CannotStart, match="another run"), FolderLock(tmp_path):
                pass


def _leave_to_orphan(folder: Path) -> subprocess.Popen[bytes]:
    """The state after a supervisor was killed: a child of it still holds what it inherited."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with FolderLock(folder) as lock:
        return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(lock.fd,))


def test_a_run_waits_for_the_orphans_of_a_killed_one(tmp_path: Path) -> None:
    with _leave_to_orphan(tmp_path) as orphan:

        def end_the_orphan(seconds: float) -> None:
            orphan.communicate()

        with FolderLock(tmp_path, wait=end_the_orphan):
            assert orphan.returncode == 0


def test_orphans_that_do_not_end_are_told_of(tmp_path: Path) -> None:
    with _leave_to_orphan(tmp_path) as orphan:
        with pytest.raises(CannotStart, match=r"earlier run.*lsof"), FolderLock(tmp_path, patience=0.0):
            pass
        orphan.communicate()
