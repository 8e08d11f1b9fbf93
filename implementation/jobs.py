"""Doors for Celery to the services.

A message is a hint: each job may run twice, late or half, and finds its work in rows.
"""

from celery import shared_task
from django.utils import timezone

from implementation.services.imports import runs


@shared_task(name=runs.JOB)
def run_imports() -> None:
    """Sent when an import is asked for, and swept: whatever waits, or was broken off."""
    while (run := runs.claim_next(at=timezone.now())) is not None:
        runs.run_import(run=run, at=timezone.now())
