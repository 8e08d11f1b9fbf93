"""The wake-up after a commit: a hint that there are new events. Losing it costs seconds, never an event.

The followers' upper layer connects to the signal; this app does not know who follows.
"""

from django.db import connection, transaction
from django.dispatch import Signal

events_recorded = Signal()


def wake_after_commit() -> None:
    """Called inside a transaction; of many changes in one of them, as of a bulk request, the first sends for all."""
    if not any(entry[1] is wake_followers for entry in connection.run_on_commit):
        transaction.on_commit(wake_followers, robust=True)


def wake_followers() -> None:
    """Called after commit. A failing receiver is logged by `on_commit(robust=True)` and holds nothing up."""
    events_recorded.send(sender=None)
