"""A supervisor that is killed takes its children with it. Linux has a signal for that, other systems have none."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.run.processes import descendants, living
from tests.config.run.running import Run, start
from tests.waiting import until

SLEEP = ["sleep", "60"]


@pytest.mark.parametrize("orphan_signal", [signal.SIGTERM, signal.SIGKILL])
def test_a_child_does_not_outlive_a_killed_parent(orphan_signal: signal.Signals) -> None:
    parent_of_one = (
        "import signal, time; from config.run.children import Command, start;"
        f"command = Command('c', {SLEEP!r}, orphan_signal=signal.Signals({int(orphan_signal)}));"
        "print(start(command).process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", parent_of_one], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert living([child])
        parent.kill()
        until(lambda: not living([child]))


@pytest.mark.slow
@pytest.mark.xdist_group("supervisor")
def test_a_killed_supervisor_leaves_no_process_and_the_next_run_goes_on(run_folder: Path, run: Run) -> None:
    processes = descendants(run.process.pid)
    run.process.kill()
    run.wait_until_ended()
    again = start(run_folder).wait_until_up()
    try:
        assert not living(processes)
        assert "The database was empty" not in again.output
    finally:
        again.process.terminate()
        assert again.wait_until_ended() == 0
