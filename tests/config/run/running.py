"""A supervisor started as a person at a terminal would, and what can be asked of it."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.run import readiness
from tests.config.run.processes import descendants
from tests.waiting import until


@dataclass
class Run:
    """A started supervisor; `output` is what it has said so far."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until_up(self) -> "Run":
        until(lambda: "Ctrl-C" in self.output or self.ended, "the run is up")
        assert not self.ended, self.output
        return self

    def wait_until_ended(self) -> int:
        until(lambda: self.ended, "the run has ended")
        return int(self.process.returncode)

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.output)
        assert found, self.output
        return int(found[1])

    def get(self, path: str) -> tuple[int, str]:
        return readiness.ask(port=self.port, host_header="127.0.0.1", path=path)

    def worker(self) -> int:
        """The process that runs the jobs."""
        listed = subprocess.run(["ps", "-e", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        ours = descendants(self.process.pid)
        workers = [int(line.split()[0]) for line in listed.splitlines() if "config worker" in line]
        (found,) = ours.intersection(workers)
        return found


def start(data: Path, *, port: int = 0) -> Run:
    """The command with nothing in its environment but what a terminal gives it."""
    log = data.with_name(f"output-{os.urandom(4).hex()}")
    environment = {"PATH": os.environ["PATH"], "HOME": str(data), "DATA_DIR": str(data), "PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    return Run(process, log)
