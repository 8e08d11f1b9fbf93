"""Imports that were asked for: queued, claimed, done once, and found again after a crash."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Customer, Event, GoLive, ImportRun
from implementation.services.imports import heartbeat, runs
from implementation.services.imports import uploads as stored_uploads
from implementation.services.imports.heartbeat import Heartbeat, LeaseLostError
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES
from tests.servers.valkey import Valkey
from tests.servers.worker import background_worker

pytestmark = pytest.mark.django_db(transaction=True)

KEY = Actor(kind=ActorKind.API_KEY, name="nightly", id=uuid4(), role=Role.MEMBER, scopes=frozenset({"read", "write"}))


@pytest.fixture(autouse=True)
def _own_data_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


class File:
    """An uploaded file, in two chunks."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._data = text.encode()

    def chunks(self) -> Iterable[bytes]:
        yield self._data[:10]
        yield self._data[10:]


def files(**tables: str) -> list[File]:
    return [
        File(f"{name}.csv", text) for name, text in {"customers": CUSTOMERS, "go_lives": GO_LIVES, **tables}.items()
    ]


def request(*, dry_run: bool = False, **tables: str) -> ImportRun:
    return runs.request_import(actor=KEY, at=make.now(), files=files(**tables), dry_run=dry_run, request_id="r-1")


def claim(*, later: timedelta = timedelta()) -> ImportRun:
    run = runs.claim_next(at=make.now() + later)
    assert run is not None
    return run


def work() -> None:
    while run := runs.claim_next(at=make.now()):
        runs.run_import(run=run, at=make.now())


def uploads() -> list[Path]:
    return list((settings.DATA_DIR / "imports").glob("*"))


def test_a_run_brings_its_files_in_as_the_one_who_asked() -> None:
    run = request()
    assert (run.state, run.filename) == ("queued", "customers.csv, go_lives.csv")
    work()
    run.refresh_from_db()
    assert (run.state, run.counts["go_lives"]) == ("done", {"created": 1, "updated": 0, "unchanged": 0})
    assert (run.rows_done, run.rows_total, run.attempts) == (2, 2, 1)
    assert run.finished_at is not None
    event = Event.objects.get(kind="go-live.created")
    assert (event.actor_kind, event.actor_id, event.actor_name) == ("api_key", KEY.id, "nightly")
    assert event.request_id == "r-1"
    assert uploads() == []


def test_a_run_with_faults_is_refused_and_tells_them() -> None:
    run = request(go_lives=GO_LIVES.replace("2024-05-06", "soon"))
    work()
    run.refresh_from_db()
    assert (run.state, run.faults_total, Customer.objects.count()) == ("refused", 1, 0)
    assert run.faults[0] | {"remedy": ""} == {
        "file": "go_lives.csv", "row": 2, "column": "live_on", "value": "soon", "code": "wrong_date", "remedy": "",
    }  # fmt: skip


def test_a_dry_run_is_done_without_writing() -> None:
    run = request(dry_run=True)
    work()
    run.refresh_from_db()
    assert (run.state, run.counts["customers"]["created"], Customer.objects.count()) == ("done", 1, 0)
    assert uploads() == []


def test_warnings_are_kept_apart_from_faults() -> None:
    run = request(time_entries="entry_ref,golive_ref,worked_on,hours\nE1,G1,2024-02-01,2\n")
    work()
    run.refresh_from_db()
    assert (run.faults_total, run.warnings_total, run.warnings[0]["code"]) == (0, 1, "with_customer_unknown")


def test_a_run_is_claimed_once() -> None:
    request()
    claim()
    assert runs.claim_next(at=make.now()) is None


def test_runs_are_taken_up_in_the_order_of_asking() -> None:
    first, second = request(), request()
    assert [claim().id, claim().id] == [first.id, second.id]


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


def test_the_progress_is_seen_while_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SECONDS_BETWEEN", 0)
    request()
    run = claim()
    seen: list[tuple[str, int, int]] = []
    beat = Heartbeat.__call__

    def watch(self: Heartbeat, step: str, done: int, total: int) -> None:
        beat(self, step, done, total)
        found = ImportRun.objects.get()
        seen.append((found.state, found.rows_done, found.rows_total))

    monkeypatch.setattr(Heartbeat, "__call__", watch)
    runs.run_import(run=run, at=make.now())
    assert seen[0] == ("checking", 1, 2)
    assert ("checking", 2, 2) in seen
    assert ("applying", 0, 2) in seen
    if connection.vendor == "postgresql":
        assert seen[-1] == ("applying", 2, 2)


def test_a_run_that_waits_is_cancelled_at_once() -> None:
    run = request()
    runs.cancel_import(actor=KEY, at=make.now(), run_id=run.id)
    assert runs.claim_next(at=make.now()) is None
    run.refresh_from_db()
    assert (run.state, run.finished_at is not None, uploads()) == ("cancelled", True, [])
    assert runs.cancel_import(actor=KEY, at=make.now(), run_id=run.id).version == run.version


@pytest.mark.parametrize("step", ["reading", "checking"])
def test_a_run_is_cancelled_at_work_and_writes_nothing(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "SECONDS_BETWEEN", 0)
    request()
    run = claim()
    beat = Heartbeat.__call__

    def cancel(self: Heartbeat, at: str, done: int, total: int) -> None:
        if at == step:
            runs.cancel_import(actor=KEY, at=make.now(), run_id=run.id)
        beat(self, at, done, total)

    monkeypatch.setattr(Heartbeat, "__call__", cancel)
    runs.run_import(run=run, at=make.now())
    assert (ImportRun.objects.get().state, Customer.objects.exists(), uploads()) == ("cancelled", False, [])


def test_a_run_cancelled_at_the_last_moment_undoes_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    request()
    run = claim()
    monkeypatch.setattr(Heartbeat, "__call__", lambda *_: None)
    runs.cancel_import(actor=KEY, at=make.now(), run_id=run.id)
    runs.run_import(run=run, at=make.now())
    assert (ImportRun.objects.get().state, Customer.objects.exists(), uploads()) == ("cancelled", False, [])


def test_cancelling_a_run_whose_worker_is_gone_removes_its_files() -> None:
    run = request()
    claim()
    runs.cancel_import(actor=KEY, at=make.now() + runs.LEASE + timedelta(seconds=1), run_id=run.id)
    assert (ImportRun.objects.get().state, uploads()) == ("cancelled", [])


def test_a_run_that_has_ended_is_not_cancelled() -> None:
    run = request()
    work()
    with pytest.raises(Problem) as refusal:
        runs.cancel_import(actor=KEY, at=make.now(), run_id=run.id)
    assert (refusal.value.slug, Customer.objects.count()) == ("transition-refused", 1)


def test_rows_that_are_left_out_are_kept_for_a_while() -> None:
    wrong = "entry_ref,golive_ref,worked_on,hours\nE1,G1,2024-02-01,25\n"
    sent = files(time_entries=wrong)
    run = runs.request_import(actor=KEY, at=make.now(), files=sent, skip_bad_rows=True)
    work()
    run.refresh_from_db()
    assert (run.state, run.rows_left_out, run.faults_total, run.faults[0]["code"]) == ("done", 1, 1, "above_24_hours")
    assert stored_uploads.zip_left_out(run.id) is not None
    stored_uploads.forget_left_out(at=make.now())
    assert stored_uploads.zip_left_out(run.id) is not None
    stored_uploads.forget_left_out(at=make.now() + stored_uploads.KEPT_FOR + timedelta(hours=1))
    assert stored_uploads.zip_left_out(run.id) is None


def test_a_heartbeat_of_a_lost_run_stops_it() -> None:
    request()
    run = claim()
    ImportRun.objects.update(state="failed")
    with Heartbeat(run) as beat, pytest.raises(LeaseLostError):
        beat("checking", 1, 2)


def test_the_job_runs_what_was_asked_for(broker: Valkey) -> None:
    with background_worker():
        run = request()
        deadline = make.now() + timedelta(seconds=20)
        while ImportRun.objects.get(id=run.id).state != "done":
            assert make.now() < deadline
    assert GoLive.objects.count() == 1


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
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (ImportRun.objects.get().state, Customer.objects.exists()) == ("applying", False)
    assert runs.claim_next(at=make.now()) is None
    runs.run_import(run=claim(later=runs.LEASE + timedelta(seconds=1)), at=make.now())
    assert (ImportRun.objects.get().state, GoLive.objects.count()) == ("done", 1)


@pytest.mark.parametrize(
    ("names", "code"),
    [([], "required"), (["go_lives.xlsm"], "wrong_name"), (["../go_lives .csv"], "wrong_name"), ([""], "wrong_name"),
     (["a.xlsx", "tasks.csv"], "not_alone"), (["tasks.csv", "TASKS.CSV"], "duplicate")],
)  # fmt: skip
def test_files_are_named_after_their_tables(names: list[str], code: str) -> None:
    with pytest.raises(Problem) as refusal:
        runs.request_import(actor=KEY, at=make.now(), files=[File(name, "a\n") for name in names])
    assert (refusal.value.slug, refusal.value.errors[0].code) == ("invalid-request", code)


def test_a_path_in_a_name_leads_nowhere() -> None:
    run = runs.request_import(actor=KEY, at=make.now(), files=[File("../../etc/customers.csv", CUSTOMERS)])
    assert [path.name for path in (settings.DATA_DIR / run.stored_at).iterdir()] == ["customers.csv"]
    work()


def test_files_above_the_limit_are_refused_and_not_kept(settings: Settings) -> None:
    settings.IMPORT_UPLOAD_LIMIT = 50
    with pytest.raises(Problem) as refusal:
        request()
    assert refusal.value.slug == "too-large"
    assert (uploads(), ImportRun.objects.count()) == ([], 0)


def test_an_actor_bound_to_a_customer_brings_nothing() -> None:
    bound = Actor(kind=ActorKind.API_KEY, name="theirs", role=Role.MEMBER, customer_id=make.customer().id)
    with pytest.raises(Problem) as refusal:
        runs.request_import(actor=bound, at=make.now(), files=files())
    assert refusal.value.slug == "forbidden"


def test_the_same_files_have_the_same_hash_in_any_order() -> None:
    one = runs.request_import(actor=KEY, at=make.now(), files=files())
    other = runs.request_import(actor=KEY, at=make.now(), files=files()[::-1])
    different = request(go_lives=GO_LIVES.replace("Scribe", "Triage"))
    assert one.content_hash == other.content_hash != different.content_hash
    assert json.loads(json.dumps(one.actor))["scopes"] == ["read", "write"]
    work()
