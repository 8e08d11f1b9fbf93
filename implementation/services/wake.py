"""The wake-up after a commit: a hint that there are new events. Losing it costs seconds, never an event.

The followers' upper layer connects to the signal; this app does not know who follows.
"""

from django.dispatch import Signal

events_recorded = Signal()


def wake_followers() -> None:
    """Called after commit. A failing receiver is logged by `on_commit(robust=True)` and holds nothing up."""
    events_recorded.send(sender=None)
