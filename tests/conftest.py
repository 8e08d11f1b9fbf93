"""What every test may ask for: the database (through pytest-django's fixtures), the broker, and their addresses."""

import os
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from implementation.services.broker import ask_again
from tests.clock import seconds_to_wait
from tests.servers.environment import folder
from tests.servers.postgresql import USER, PostgreSQL
from tests.servers.valkey import Valkey, wait_for_a_busy_machine

collect_ignore_glob = [] if sys.platform == "linux" else ["*_linux.py"]
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
_TESTED_ONCE = {"contract", "browser", "benchmarks"}
# Whole systems at work: many processes, threads, stories. And tests that commit, after which all tables are emptied.
_SLOW_FOLDERS = {"contract", "browser", "concurrency", "flows"}
_SLOW_FIXTURES = {"transactional_db", "live_server", "process_environment"}
# How long an example takes says how busy the machine is: properties have no deadline, and none is called slow. Where CI
# judges a change it draws the same examples each time, so that the answer is about the change; at home it explores.
hypothesis_settings.register_profile(
    "crossing", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis_settings.load_profile("crossing")


def touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db"):
        return True
    case = getattr(item, "cls", None)
    if case is not None and issubclass(case, TransactionTestCase):
        return True
    return not _DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what runs on both databases, and what is slow by its nature, so that nobody has to remember it."""
    for item in items:
        once = item.get_closest_marker("postgresql") or not _TESTED_ONCE.isdisjoint(item.path.parts)
        if touches_database(item) and not once:
            item.add_marker(pytest.mark.both_databases)
        if is_slow(item):
            item.add_marker(pytest.mark.slow)


def is_slow(item: pytest.Item) -> bool:
    """Nothing of `make test-fast`. What else is slow is marked where it stands."""
    marked = item.get_closest_marker("django_db")
    commits = marked is not None and marked.kwargs.get("transaction", False)
    fixtures = getattr(item, "fixturenames", ())
    return commits or not (_SLOW_FOLDERS.isdisjoint(item.path.parts) and _SLOW_FIXTURES.isdisjoint(fixtures))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    time.sleep(seconds_to_wait(timezone.now()))


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server behind DATABASE_URL, running; a SQLite file needs none."""
    if connection.vendor != "postgresql":
        yield
        return
    server = PostgreSQL(folder() / "postgresql")
    server.start()
    yield
    server.stop()


@pytest.fixture(scope="session")
def broker_server() -> Iterator[Valkey]:
    server = Valkey(folder())
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        wait_for_a_busy_machine(patch)
        yield server
    server.close()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """It goes with its folder at the end; to drop it before would fail while anybody is still connected."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_server: None, broker_server: Valkey, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """pytest-django's place for what must be there before the test database is made."""


@pytest.fixture
def broker(broker_server: Valkey) -> Valkey:
    """The broker, running and empty. A test may stop it."""
    broker_server.start()
    broker_server.empty()
    return broker_server


@pytest.fixture(autouse=True)
def _fresh_broker(request: pytest.FixtureRequest) -> None:
    """No cached answer, spent rate limit or message of one test reaches another."""
    if touches_database(request.node):
        request.getfixturevalue("broker")
        ask_again()


@pytest.fixture
def redis_url(broker: Valkey) -> str:
    return broker.url


@pytest.fixture
def process_environment(transactional_db: None, broker: Valkey) -> dict[str, str]:
    """The environment of a process that works on this test's database and broker (manage.py, a worker)."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        url = f"postgres://{USER}@/{database['NAME']}?host={quote(database['HOST'])}"
    else:
        url = f"sqlite:///{database['NAME']}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": broker.url, "DATA_DIR": str(django_settings.DATA_DIR)}
