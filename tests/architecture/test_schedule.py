"""The schedule is one table, and each of its jobs exists."""

from config.celery import SECONDS_BETWEEN_RUNS, app


def test_every_scheduled_job_exists() -> None:
    app.loader.import_default_modules()
    assert set(SECONDS_BETWEEN_RUNS) <= set(app.tasks)
