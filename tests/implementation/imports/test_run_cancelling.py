"""Runs that are cancelled: while they wait, at work, at the last moment, too late."""

from datetime import timedelta

import pytest

from implementation.http.problems import Problem
from implementation.models import Customer, ImportRun
from implementation.services.imports import heartbeat, runs
from implementation.services.imports.heartbeat import Heartbeat
from tests import factories as make
from tests.implementation.imports.running import KEY, claim, request, uploads, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_data_folder")]


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
