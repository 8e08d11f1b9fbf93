"""Waiting for what another process or thread does: the one place where a test sleeps."""

import time
from collections.abc import Callable

# What takes a second takes a minute where ten others want the same core: a test that is right never comes near this.
PATIENCE = 300.0
_PAUSE = 0.02


def until(condition: Callable[[], object], what: str = "it came true", *, seconds: float = PATIENCE) -> None:
    """Returns once the condition holds; fails after so many seconds with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain until {what}"
        time.sleep(_PAUSE)
