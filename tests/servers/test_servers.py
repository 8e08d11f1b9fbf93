"""What the other tests rely on: real servers, clean for each test, reachable for other processes."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection

from config.celery import app
from tests.servers import environment, postgresql
from tests.servers.environment import DATABASE_CHOICE, folder
from tests.servers.privileges import Disguise
from tests.servers.valkey import Valkey
from tests.servers.worker import background_worker
from tests.waiting import PATIENCE


def test_no_test_works_on_a_developers_database() -> None:
    assert settings.DATA_DIR.is_relative_to(folder().resolve())
    assert str(folder()) in settings.REDIS_URL


def test_an_unknown_choice_of_database_is_told_with_the_known_ones() -> None:
    with pytest.raises(pytest.UsageError, match=rf"{DATABASE_CHOICE}='oracle' .* postgresql or sqlite"):
        environment.database_url("oracle")


def test_the_database_is_the_one_that_was_chosen(db: None) -> None:
    assert environment.chosen_database() == connection.vendor


@pytest.mark.parametrize("round_", [1, 2])
def test_nothing_cached_in_one_test_is_seen_by_the_next(db: None, round_: int) -> None:
    assert cache.get("left-over") is None
    cache.set("left-over", round_)


@pytest.mark.parametrize("round_", [1, 2])
def test_a_broker_stopped_in_one_test_runs_in_the_next(broker: Valkey, round_: int) -> None:
    cache.set("key", round_)
    broker.stop()
    broker.start()
    broker.stop()


def test_another_process_sees_the_rows_of_the_test(process_environment: dict[str, str]) -> None:
    Group.objects.create(name="seen from outside")
    source = (
        "import django; django.setup();from django.contrib.auth.models import Group; print(Group.objects.get().name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], env=process_environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "seen from outside\n", done.stderr


@pytest.fixture
def done() -> Iterator[threading.Event]:
    """Set by a job of the name `tests.done`."""
    event = threading.Event()
    app.task(name="tests.done")(event.set)
    yield event
    app.tasks.unregister("tests.done")


def test_a_job_sent_in_a_test_is_run_by_the_worker(
    transactional_db: None, broker: Valkey, done: threading.Event
) -> None:
    with background_worker():
        app.send_task("tests.done")
        assert done.wait(PATIENCE)


def test_without_any_postgresql_the_ways_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "runs", lambda command, dressed: False)
    with pytest.raises(RuntimeError, match=rf"make install-dev.*apt-get install postgresql.*{DATABASE_CHOICE}=sqlite"):
        postgresql.find_binaries(Disguise.NONE)
