"""Threads of a test, each with a database connection of its own; what fails in one fails the test."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Run all of them at the same time and wait for the last."""

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for running in [pool.submit(run, work) for work in works]:
            running.result()


@contextmanager
def setting(done: threading.Event) -> Iterator[None]:
    """Whatever happens, who waits for it goes on."""
    try:
        yield
    finally:
        done.set()
