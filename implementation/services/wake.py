"""The wake-up after a commit: a hint that there are new events. Losing it costs seconds, never an event.

The followers' upper layer connects to the signal; this app does not know who follows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.dispatch import Signal

events_recorded = Signal()
_put_off: ContextVar[list[bool] | None] = ContextVar("wake_ups_put_off", default=None)


def wake_after_commit() -> None:
    """Called inside a transaction that recorded events."""
    put_off = _put_off.get()
    if put_off is None:
        transaction.on_commit(wake_followers, robust=True)
    else:
        put_off.append(True)


@contextmanager
def one_wake_up() -> Iterator[None]:
    """Inside a transaction of many changes: one wake-up for all of them."""
    put_off: list[bool] = []
    token = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(token)
    if put_off:
        wake_after_commit()


def wake_followers() -> None:
    """Called after commit. A failing receiver is logged by `on_commit(robust=True)` and holds nothing up."""
    events_recorded.send(sender=None)
