"""Keeping the runs of a long job from taking every worker: one at a time, by a mark in the shared cache.

It saves places only, never correctness: the mark runs out, and with the broker down each run goes ahead.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from implementation.services.broker import ask_broker

_MEANWHILE = "several runs of one job may be under way at once"


@contextmanager
def alone(job: str, *, seconds: int) -> Iterator[bool]:
    """Whether this run may go ahead. `seconds` is longer than a run takes: a process that died holds it no longer."""
    mark = f"{job}.running"
    is_ours = ask_broker(lambda: bool(cache.add(mark, "1", timeout=seconds)), otherwise=True, meanwhile=_MEANWHILE)
    try:
        yield is_ours
    finally:
        if is_ours:
            ask_broker(lambda: cache.delete(mark), otherwise=False, meanwhile=_MEANWHILE)
