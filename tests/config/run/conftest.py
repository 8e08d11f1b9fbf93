"""A run that is up, and the data folder that all runs of the tests share: it takes a while to fill."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.config.run.processes import descendants, living
from tests.config.run.running import Run, start
from tests.waiting import until


@pytest.fixture(scope="session")
def run_folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="crossing-run-", dir="/tmp"))
    yield folder / "data"
    shutil.rmtree(folder)


@contextmanager
def _running(folder: Path) -> Iterator[Run]:
    run = start(folder).wait_until_up()
    processes = descendants(run.process.pid)
    yield run
    run.process.terminate()
    run.wait_until_ended()
    until(lambda: not living(processes), "no process is left")


@pytest.fixture
def run(run_folder: Path) -> Iterator[Run]:
    """A run that is up. Whatever a test did with it, nothing of it is left."""
    with _running(run_folder) as run:
        yield run


@pytest.fixture(scope="class")
def shared_run(run_folder: Path) -> Iterator[Run]:
    """The same for a class of tests that only look."""
    with _running(run_folder) as run:
        yield run
