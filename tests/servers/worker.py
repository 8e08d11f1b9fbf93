"""A real Celery worker in a thread of the test, on the real broker."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery.contrib.testing.worker import start_worker

from config.celery import app


@contextmanager
def background_worker() -> Iterator[None]:
    """Jobs sent meanwhile are run. The test needs `transactional_db`: the worker sees committed rows only."""
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        yield
