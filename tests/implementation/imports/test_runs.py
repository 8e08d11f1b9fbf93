"""Imports that were asked for: queued, claimed and done once, with what they tell meanwhile and afterwards."""

from datetime import timedelta

import pytest
from django.db import connection

from implementation.models import Customer, Event, GoLive, ImportRun
from implementation.services.imports import heartbeat, runs
from implementation.services.imports import uploads as stored_uploads
from implementation.services.imports.heartbeat import Heartbeat
from tests import factories as make
from tests.implementation.imports.folders import GO_LIVES
from tests.implementation.imports.running import KEY, claim, files, request, uploads, work
from tests.servers.valkey import Valkey
from tests.servers.worker import background_worker
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_data_folder")]


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


def test_runs_are_taken_up_in_the_order_of_asking() -> None:
    first, second = request(), request()
    assert [claim().id, claim().id] == [first.id, second.id]


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


def test_the_job_runs_what_was_asked_for(broker: Valkey) -> None:
    with background_worker():
        run = request()
        until(lambda: ImportRun.objects.get(id=run.id).state == "done", "the job has run it")
    assert GoLive.objects.count() == 1
