"""Children end when they are told to, when they will not, and when nobody is left to tell them."""

import os
import signal
import sys
from pathlib import Path

import pytest

from config.run import children
from config.run.children import Command
from tests.config.run.processes import living
from tests.waiting import until

SLEEP = ["sleep", "60"]


def _python(source: str, name: str = "child") -> Command:
    return Command(name, [sys.executable, "-u", "-c", source])


def test_a_child_that_listens_ends_by_term() -> None:
    child = children.start(Command("sleeper", SLEEP))
    children.stop([child], patience=10)
    assert child.process.returncode == -signal.SIGTERM


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    child = children.start(_python(stubborn), log=log)
    until(lambda: "up" in child.tail())
    children.stop([child], patience=0.1)
    assert child.process.returncode == -signal.SIGKILL


def test_a_grandchild_of_a_dead_child_is_ended_too(tmp_path: Path) -> None:
    parent = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)"
    child = children.start(_python(parent), log=tmp_path / "log")
    until(lambda: child.ended)
    grandchild = int(child.tail())
    assert living([grandchild])
    children.stop([child], patience=10)
    until(lambda: not living([grandchild]))


def test_ctrl_c_does_not_reach_a_child() -> None:
    child = children.start(Command("sleeper", SLEEP))
    assert os.getpgid(child.process.pid) == child.process.pid != os.getpgid(0)
    children.stop([child], patience=10)


def test_the_tail_is_the_end_of_the_log(tmp_path: Path) -> None:
    child = children.start(_python("for i in range(50): print('line', i)"), log=tmp_path / "log")
    child.process.wait()
    assert child.tail(lines=2) == "line 48\nline 49"


def test_output_is_added_to_the_log_of_the_last_run(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("before\n")
    child = children.start(_python("print('after')"), log=log)
    child.process.wait()
    assert log.read_text() == "before\nafter\n"


def test_a_log_grown_too_large_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_LIMIT", 3)
    log = tmp_path / "x.log"
    log.write_text("before\n")
    children.start(_python("print('after')"), log=log).process.wait()
    assert (log.read_text(), (tmp_path / "x.log.1").read_text()) == ("after\n", "before\n")
