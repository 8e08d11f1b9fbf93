"""How much of the machine others took: what was busy and was neither ours nor our servers'.

Somebody else's work hurts a request that goes to the database ten times more than one that goes there once, so rounds
that others disturbed say less about us than about them.
"""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """CPU time that the whole machine has spent at work so far."""
    user, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / _TICKS


def own_seconds() -> float:
    """CPU time of this process and of all that descend from it, the dead ones that were waited for included."""
    spent, parents = _processes()
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(spent[pid] for pid in ours if pid in spent) / _TICKS


def _processes() -> tuple[dict[int, int], dict[int, int]]:
    """Of each process the ticks that it took, and its parent."""
    spent, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        spent[int(entry.name)] = sum(map(int, fields[11:15]))
        parents[int(entry.name)] = int(fields[1])
    return spent, parents
