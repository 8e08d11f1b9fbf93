"""A real Celery worker in a thread of the test, on the real broker."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery.contrib.testing.worker import start_worker

from config.celery import app


@contextmanager
def background_worker() -> Iterator[None]:
    """Jobs sent meanwhile are run. The test needs `transactional_db`: the worker sees committed rows only."""
    with _logging_left_as_it_is(), start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield


@contextmanager
def _logging_left_as_it_is() -> Iterator[None]:
    """A worker takes over the process's log, which the tests after it still look at."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
