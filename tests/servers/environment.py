"""A pytest plugin that sets the variables which the settings read, before pytest-django loads them.

It is named in `addopts`: a conftest would come too late. Each process of pytest-xdist has a folder of its own, and
so servers of its own. No variable of the developer's shell gets through to a database that is not a test's.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

DATABASE_CHOICE = "CROSSING_TEST_DATABASE"
_FOLDER = "CROSSING_TEST_FOLDER"
_OF_THE_SHELL = ("DATABASE_URL_FILE", "REDIS_URL_FILE", "SECRET_KEY_FILE", "DEBUG", "ALLOWED_HOSTS", "HTTPS", "PORT")


def folder() -> Path:
    """The private folder of this process: short, since a unix socket's path may not exceed some 100 characters."""
    return Path(os.environ[_FOLDER])


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    # The processes of pytest-xdist get `addopts` too late; this variable, which they inherit, in time.
    os.environ["PYTEST_PLUGINS"] = __name__
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="crossing-test-", dir="/tmp")
    for name in _OF_THE_SHELL:
        os.environ.pop(name, None)
    os.environ.update(
        DATA_DIR=str(folder() / "data"),
        DATABASE_URL=database_url(chosen_database()),
        REDIS_URL=f"unix://{folder()}/valkey.sock",
        SECRET_KEY="only-for-tests, and as long as a server in production wants it",
        HTTPS="false",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    # Where `make run` gathers the static files; the server warns when there is no such folder.
    (folder() / "data" / "static").mkdir(parents=True)


def chosen_database() -> str:
    return os.environ.get(DATABASE_CHOICE, "postgresql")


def database_url(choice: str) -> str:
    """What the settings are told. Raises UsageError for a database that is neither of the two."""
    urls = {
        "postgresql": f"postgres://app@/crossing?host={folder()}/postgresql",
        "sqlite": f"sqlite:///{folder()}/crossing.sqlite3",
    }
    if choice not in urls:
        raise pytest.UsageError(f"{DATABASE_CHOICE}={choice!r} is unknown: choose {' or '.join(urls)}.")
    return urls[choice]


def pytest_unconfigure() -> None:
    shutil.rmtree(folder(), ignore_errors=True)
