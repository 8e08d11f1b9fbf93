"""Sends the job that follows the event log, right after a commit. A hint: losing it costs seconds, never an event.

Connected to `events_recorded` by the app's `ready()`; runs in web processes.
"""

from typing import Any

from implementation.services.publish import begins, publish_once

FOLLOW = "tracking.follow"
_SENT_FOR = 5  # seconds after which a lost message no longer keeps the next one back


def send_follow(**_signal: Any) -> None:
    """Send the job unless one is on its way."""
    publish_once(FOLLOW, seconds=_SENT_FOR)


def follow_begins() -> None:
    """Called by the job as it starts."""
    begins(FOLLOW)
