"""Exports that were asked for: written by the job, found again after a crash, gone after a day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.jobs import run_exports
from implementation.models import ExportRun, Task, TimeEntry
from implementation.services.exports import kept, lease, runs
from implementation.services.exports import portfolio as portfolios
from implementation.services.exports.lease import Heartbeat, LeaseLostError
from implementation.services.exports.runs import claim_next, forget_old, request_export, run_export
from tests import factories as make
from tests.implementation.exports.portfolios import unzipped
from tests.servers.worker import background_worker

pytestmark = pytest.mark.django_db(transaction=True)
KEY = Actor(kind=ActorKind.API_KEY, name="nightly", role=Role.MEMBER, scopes=frozenset({"read", "write"}))


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def claim(*, later: timedelta = timedelta()) -> ExportRun:
    run = claim_next(at=make.now() + later)
    assert run is not None
    return run


def files() -> list[str]:
    return sorted(path.name for path in kept.folder().iterdir())


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The export breaks in the middle of its second table."""

    def break_off(table: Any, open_table: Any, tick: Any) -> int:
        with open_table(table.spec.name) as file:
            file.write("half a row")
            if table.spec.name == "go_lives":
                raise error
        return 1

    monkeypatch.setattr(portfolios, "_write", break_off)


def test_the_job_writes_what_was_asked_for() -> None:
    make.golive(ref="G1")
    run = request_export(actor=KEY, at=make.now())
    assert run.state == "queued"
    run_exports()
    run.refresh_from_db()
    assert (run.state, run.counts["go_lives"], run.attempts, run.error) == ("done", 1, 1, "")
    assert run.rows_done == run.rows_total == sum(run.counts.values())
    data = kept.path_of(run.id).read_bytes()
    assert (files(), run.size) == ([f"{run.id}.zip"], len(data))
    assert "G1" in unzipped(data)["go_lives.csv"]
    assert run.expires_at
    assert run.finished_at
    assert run.expires_at - run.finished_at == timedelta(hours=24)


def test_a_worker_that_waits_is_woken() -> None:
    with background_worker():
        run = request_export(actor=KEY, at=make.now())
    run.refresh_from_db()
    assert run.state == "done"


def test_the_same_rows_give_the_same_bytes() -> None:
    make.hours(make.golive(), 1)
    asked = [request_export(actor=KEY, at=make.now()) for _ in range(2)]
    run_exports()
    first, second = (kept.path_of(run.id).read_bytes() for run in asked)
    assert first == second


def test_a_broken_export_leaves_no_file_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = request_export(actor=KEY, at=make.now())
    with monkeypatch.context() as patch:
        broken(patch, OSError("disk full"))
        run_export(run=claim())
    run.refresh_from_db()
    assert (run.state, run.error, files()) == ("running", "OSError: disk full", [])
    assert claim_next(at=make.now()) is None
    run_export(run=claim(later=timedelta(seconds=61)))
    run.refresh_from_db()
    assert (run.state, run.attempts, run.error) == ("done", 2, "")


def test_the_third_failure_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run = request_export(actor=KEY, at=make.now())
    broken(monkeypatch, OSError("disk full"))
    for attempt in range(3):
        run_export(run=claim(later=timedelta(seconds=61 * attempt)))
        ExportRun.objects.update(heartbeat_at=make.now() + timedelta(seconds=61 * attempt))
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("failed", 3)
    assert run.finished_at


def test_a_run_that_was_killed_is_found_again_and_in_the_end_given_up() -> None:
    run = request_export(actor=KEY, at=make.now())
    for attempt in range(3):
        ExportRun.objects.update(heartbeat_at=make.now() - timedelta(seconds=61))
        assert claim().attempts == attempt + 1
    ExportRun.objects.update(heartbeat_at=make.now() - timedelta(seconds=61))
    assert claim_next(at=make.now()) is None
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "The export was broken off 3 times.")


def test_two_workers_at_once_leave_one_whole_file() -> None:
    request_export(actor=KEY, at=make.now())
    slow = claim()
    quick = claim(later=timedelta(seconds=61))
    run_export(run=quick)
    run_export(run=slow)
    quick.refresh_from_db()
    assert (quick.state, quick.attempts) == ("done", 2)
    assert unzipped(kept.path_of(quick.id).read_bytes())


def test_a_heartbeat_shows_life_and_ends_where_the_run_is_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SECONDS_BETWEEN", 0.0)
    request_export(actor=KEY, at=make.now())
    run = claim()
    ExportRun.objects.update(heartbeat_at=make.now() - timedelta(seconds=61))
    with Heartbeat(run) as heartbeat:
        heartbeat(3, 10)
        run.refresh_from_db()
        assert (run.rows_done, run.rows_total) == (3, 10)
        assert claim_next(at=make.now()) is None
        ExportRun.objects.update(attempts=2)
        with pytest.raises(LeaseLostError):
            heartbeat(4, 10)


def test_while_another_writes_the_heartbeat_is_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(lease, "_PATIENCE", 0.01)
    request_export(actor=KEY, at=make.now())
    run = claim()
    with writing_elsewhere(), Heartbeat(run) as heartbeat:
        heartbeat(3, 10)
    assert ExportRun.objects.get().attempts == 1


@contextmanager
def writing_elsewhere() -> Iterator[None]:
    """Another connection holds what SQLite lets only one have; PostgreSQL minds nothing."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


def test_what_is_written_meanwhile_is_not_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are read one after another, and refer to each other all the same."""
    golive = make.golive(ref="G")
    task = make.task(golive)
    real: Callable[..., int] = portfolios._write

    def write(table: Any, *rest: Any) -> int:
        if table.spec.name == "time_entries":
            committed_elsewhere(task)
        return real(table, *rest)

    monkeypatch.setattr(portfolios, "_write", write)
    run = request_export(actor=KEY, at=make.now())
    run_exports()
    run.refresh_from_db()
    assert (run.state, run.counts["time_entries"], run.error) == ("done", 0, "")
    assert TimeEntry.objects.count() == 1


def committed_elsewhere(task: Task) -> None:
    """A time entry, by a connection of its own."""
    entry = TimeEntry(golive_id=task.golive_id, task=task, worked_on=make.today(), minutes=60)
    fields = list(TimeEntry._meta.concrete_fields)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            values = [field.get_db_prep_save(field.pre_save(entry, add=True), other) for field in fields]
            names = ", ".join(f'"{field.column}"' for field in fields)
            places = ", ".join(["%s"] * len(fields))
            cursor.execute(f"INSERT INTO implementation_timeentry ({names}) VALUES ({places})", values)
    finally:
        other.close()


def test_files_go_after_a_day_and_what_failed_leaves_none() -> None:
    done, failed = (request_export(actor=KEY, at=make.now()) for _ in range(2))
    run_exports()
    ExportRun.objects.filter(id=failed.id).update(state="failed")
    kept.draft_of(failed.id, 2).touch()
    forget_old(at=make.now())
    assert files() == [f"{done.id}.zip"]
    forget_old(at=make.now() + timedelta(hours=25))
    done.refresh_from_db()
    assert (files(), done.state) == ([], "expired")


def test_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_WAITING", 1)
    request_export(actor=KEY, at=make.now())
    with pytest.raises(Problem, match="wait already"):
        request_export(actor=KEY, at=make.now())
