"""Signals end a wait at once and are remembered."""

import os
import signal
import subprocess
import time

import pytest

from config.run.stopping import StopRequested, StopSignals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_ends_the_wait_and_is_remembered(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # the tests themselves may run under nohup
    try:
        with StopSignals() as signals:
            os.kill(os.getpid(), number)
            signals.wait(60)
            assert signals.requested
    finally:
        signal.signal(number, before)


def test_the_death_of_a_child_ends_the_wait_without_a_stop() -> None:
    began = time.monotonic()
    with StopSignals() as signals:
        child = subprocess.Popen(["true"])
        signals.wait(60)
        assert not signals.requested
    child.wait()
    assert time.monotonic() - began < 30


def test_a_pause_of_a_start_ends_the_start_on_a_stop() -> None:
    with StopSignals() as signals:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            signals.pause(60)


def test_a_wait_without_a_signal_ends_by_itself() -> None:
    with StopSignals() as signals:
        signals.wait(0.01)
        assert not signals.requested


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with StopSignals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_hangup_stays_ignored_under_nohup() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignals() as signals:
            os.kill(os.getpid(), signal.SIGHUP)
            signals.wait(0.01)
            assert not signals.requested
    finally:
        signal.signal(signal.SIGHUP, before)
