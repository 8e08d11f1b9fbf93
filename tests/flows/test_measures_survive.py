"""What happens to the measures when the worker dies or the broker is gone: late, never lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from implementation.models import Event, Follower, GoLive
from tests import factories as make
from tests.servers.valkey import Valkey
from tests.servers.worker import background_worker
from tests.waiting import PATIENCE, until
from tracking.models import GoLiveMeasure
from tracking.services.follow import follow

ROOT = Path(__file__).parents[2]


def measured(golive: GoLive) -> bool:
    """The stored measure is of the go-live's present revision."""
    revision = GoLive.objects.get(id=golive.id).revision
    return GoLiveMeasure.objects.filter(golive_id=golive.id, revision=revision).exists()


@contextmanager
def worker_process(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own, with beat, as in production."""
    schedule = Path(environment["DATA_DIR"]) / "beat-of-the-test"
    schedule.parent.mkdir(parents=True, exist_ok=True)
    command = ["-m", "celery", "-A", "config", "worker", "-B", "-s", str(schedule), "--pool", "solo", "-l", "ERROR"]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # holds the lock of one row, which SQLite does not know
def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(process_environment: dict[str, str]) -> None:
    golive = make.golive()
    follow(at=make.now())
    make.hours(golive, 3)
    before = Follower.objects.get().position
    with holding_the_follower(process_environment["DATABASE_URL"]), worker_process(process_environment) as worker:
        until(somebody_waits_for_a_lock, "the worker is in the middle of storing its batch")
        kill(worker)
    assert Follower.objects.get().position == before
    assert not measured(golive)
    with worker_process(process_environment):
        until(lambda: measured(golive), "the next worker took the batch up")
    assert GoLiveMeasure.objects.get().handholding_minutes == 180


@contextmanager
def holding_the_follower(url: str) -> Iterator[None]:
    """A connection that keeps the follower's row locked, so that whoever moves it stops right there."""
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM implementation_follower FOR UPDATE")
        yield


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        row = cursor.fetchone()
    return bool(row and row[0])


@pytest.mark.django_db(transaction=True)
def test_a_posted_hour_is_in_the_measure_by_the_woken_worker() -> None:
    golive = make.golive()
    with background_worker():
        make.hours(golive, 2)
        until(lambda: measured(golive), "the worker measured it")
    assert GoLiveMeasure.objects.get().handholding_minutes == 120


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_writes_go_on_and_the_measures_catch_up(
    broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    golive = make.golive()
    broker.stop()
    monkeypatch.setattr("implementation.services.broker.QUIET_FOR", PATIENCE)
    make.hours(golive, 1)
    # A hung connection would cost 0.2 s: once it failed, no write tries it.
    tried: list[object] = []
    with monkeypatch.context() as watching:
        watching.setattr("socket.socket.connect", lambda *address: tried.append(address))
        for _ in range(19):
            make.hours(golive, 1)
    assert tried == []
    assert Event.objects.filter(kind="time-entry.logged").count() == 20
    assert not measured(golive)
    broker.start()
    follow(at=make.now())
    assert measured(golive)
    assert GoLiveMeasure.objects.get().handholding_minutes == 20 * 60


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_wakes_nobody_and_leaves_no_event() -> None:
    golive = make.golive()
    before = Event.objects.count()
    with transaction.atomic():
        make.hours(golive, 1)
        transaction.set_rollback(True)
    assert Event.objects.count() == before
