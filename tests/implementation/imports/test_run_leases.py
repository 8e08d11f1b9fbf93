"""Runs whose worker fell behind, failed or was killed: found again, and never written twice or half."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings

from implementation.models import Customer, GoLive, ImportRun
from implementation.services.imports import runs
from implementation.services.imports.heartbeat import Heartbeat, LeaseLostError
from tests import factories as make
from tests.implementation.imports.running import claim, request, uploads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_data_folder")]


def test_a_run_is_claimed_once() -> None:
    request()
    claim()
    assert runs.claim_next(at=make.now()) is None


def test_a_run_is_found_again_when_its_lease_has_run_out() -> None:
    request()
    claim()
    again = claim(later=runs.LEASE + timedelta(seconds=1))
    assert again.attempts == 2
    runs.run_import(run=again, at=make.now())
    assert (ImportRun.objects.get().state, GoLive.objects.count()) == ("done", 1)


def test_whoever_lost_the_lease_writes_nothing() -> None:
    request()
    slow = claim()
    fast = claim(later=runs.LEASE + timedelta(seconds=1))
    runs.run_import(run=slow, at=make.now())
    assert (ImportRun.objects.get().state, Customer.objects.exists()) == ("checking", False)
    runs.run_import(run=fast, at=make.now())
    assert ImportRun.objects.get().state == "done"


def test_a_lease_lost_at_the_last_moment_undoes_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    request()
    slow = claim()
    monkeypatch.setattr(Heartbeat, "__call__", lambda *_: None)
    ImportRun.objects.update(attempts=2)
    runs.run_import(run=slow, at=make.now())
    assert not Customer.objects.exists()


def test_a_heartbeat_of_a_lost_run_stops_it() -> None:
    request()
    run = claim()
    ImportRun.objects.update(state="failed")
    with Heartbeat(run) as beat, pytest.raises(LeaseLostError):
        beat("checking", 1, 2)


def test_an_error_of_ours_is_tried_again_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("no room left")

    monkeypatch.setattr(runs, "import_folder", fail)
    run = request()
    for attempt in range(1, runs.MOST_ATTEMPTS + 1):
        runs.run_import(run=claim(later=attempt * 2 * runs.LEASE), at=make.now())
    run.refresh_from_db()
    assert (run.state, run.error, run.attempts) == ("failed", "RuntimeError: no room left", 3)
    assert uploads() == []


def test_a_run_that_kills_its_worker_is_given_up() -> None:
    request()
    for attempt in range(1, runs.MOST_ATTEMPTS + 1):
        claim(later=attempt * 2 * runs.LEASE)
    assert runs.claim_next(at=make.now() + 100 * runs.LEASE) is None
    run = ImportRun.objects.get()
    assert (run.state, run.error) == ("failed", "The import was broken off 3 times.")


_KILLED_WHILE_WRITING = """
import os, signal, django
django.setup()
from django.utils import timezone
from implementation.services.imports import importing, runs
write = importing.write
def write_and_die(work, change):
    write(work, change)
    os.kill(os.getpid(), signal.SIGKILL)
importing.write = write_and_die
runs.run_import(run=runs.claim_next(at=timezone.now()), at=timezone.now())
"""


def test_a_worker_killed_while_writing_leaves_nothing_half_done(process_environment: dict[str, str]) -> None:
    request()
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_WHILE_WRITING],
        env={**process_environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    run = ImportRun.objects.get()
    assert (run.state, Customer.objects.exists()) == ("applying", False)
    assert run.heartbeat_at is not None
    assert runs.claim_next(at=run.heartbeat_at + runs.LEASE / 2) is None
    runs.run_import(run=claim(later=runs.LEASE + timedelta(seconds=1)), at=make.now())
    assert (ImportRun.objects.get().state, GoLive.objects.count()) == ("done", 1)
