"""The composition root: settings, URLs, the Celery app and its schedule, health, and what `make run` starts."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
