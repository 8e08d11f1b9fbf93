"""How a server that refuses to run as root is run by root all the same, without a user added or a folder opened.

In a user namespace of its own the process sees itself as nobody while its files stay ours. Where namespaces are
refused it becomes nobody for real, which then must be given its folders.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path

from config.run.children import die_with_parent

_CLONE_NEWUSER = 0x10000000
_LIBC = ctypes.CDLL(None, use_errno=True)
NOBODY = 65534


class Disguise(Enum):
    """What keeps a child from being root."""

    NONE = "we are not root"
    NAMESPACE = "a user namespace"
    OTHER_USER = "the user nobody"

    def give(self, folder: Path) -> None:
        """Lets the child write `folder`, which only another user needs."""
        if self is Disguise.OTHER_USER:
            folder.parent.chmod(0o711)
            os.chown(folder, NOBODY, NOBODY)

    def apply(self, orphan_signal: signal.Signals) -> Callable[[], None]:
        """What the child does between fork and exec."""
        change = {
            Disguise.NONE: lambda: None,
            Disguise.NAMESPACE: _enter_namespace(os.geteuid(), os.getegid()),
            Disguise.OTHER_USER: _become_nobody,
        }[self]
        die = die_with_parent(orphan_signal)

        def prepare() -> None:
            change()
            # Afterwards: a change of user takes the parent-death signal away.
            if die is not None:
                die()

        return prepare


def _enter_namespace(uid: int, gid: int) -> Callable[[], None]:
    def enter() -> None:
        if _LIBC.unshare(_CLONE_NEWUSER) != 0:
            raise PermissionError("user namespaces are not allowed here")
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{NOBODY} {uid} 1"),
            ("gid_map", f"{NOBODY} {gid} 1"),
        ):
            Path("/proc/self", name).write_text(line, encoding="ascii")

    return enter


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


@cache
def disguise() -> Disguise:
    """The gentlest one that works here."""
    if os.geteuid() != 0:
        return Disguise.NONE
    if sys.platform == "linux" and runs(["true"], Disguise.NAMESPACE):
        return Disguise.NAMESPACE
    return Disguise.OTHER_USER


def runs(command: list[str], dressed: Disguise) -> bool:
    """Whether the command ends well in that disguise."""
    try:
        done = subprocess.run(
            command, preexec_fn=dressed.apply(signal.SIGKILL), capture_output=True, cwd="/", check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
