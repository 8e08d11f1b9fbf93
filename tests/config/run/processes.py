"""Looking at processes from outside, for the tests of what starts and ends them."""

import subprocess
from collections import defaultdict
from collections.abc import Iterable


def _table() -> dict[int, int]:
    """Parent by process, zombies left out: they are dead and only wait for their parent."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = (line.split() for line in listed.stdout.splitlines())
    return {int(pid): int(parent) for pid, parent, state, *_ in rows if not state.startswith("Z")}


def living(pids: Iterable[int]) -> set[int]:
    return set(pids) & _table().keys()


def descendants(pid: int) -> set[int]:
    """Children, their children, and so on."""
    children = defaultdict(list)
    for child, parent in _table().items():
        children[parent].append(child)
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        new = children[waiting.pop()]
        found.update(new)
        waiting += new
    return found
