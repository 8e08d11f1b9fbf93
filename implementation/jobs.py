"""Doors for Celery to the services.

A message is a hint: each job may run twice, late or half, and finds its work in rows.
"""

from celery import shared_task
from django.utils import timezone

from implementation.services import stored_responses, webhook_deliveries
from implementation.services.golive_transitions import start_due_golives
from implementation.services.imports import runs
from implementation.services.webhook_sending import deliver_due
from implementation.services.webhooks import end_where_access_ended


@shared_task(name=runs.JOB)
def run_imports() -> None:
    """Sent when an import is asked for, and swept: whatever waits, or was broken off."""
    while (run := runs.claim_next(at=timezone.now())) is not None:
        runs.run_import(run=run, at=timezone.now())


@shared_task(name=webhook_deliveries.JOB)
def deliver_webhooks() -> None:
    """Swept, and sent for tests and replays: new events become deliveries, and what is due is sent."""
    now = timezone.now()
    end_where_access_ended(at=now)
    webhook_deliveries.follow(at=now)
    deliver_due(clock=timezone.now)
    webhook_deliveries.forget_old(at=now)


@shared_task(name="implementation.forget_responses")
def forget_responses() -> None:
    """Swept: answers that were kept for retries of requests go after a day."""
    stored_responses.forget_old(at=timezone.now())


@shared_task(name="implementation.start_golives")
def start_golives() -> None:
    """Swept: planned go-lives whose kickoff day has come are in progress."""
    start_due_golives(at=timezone.now())
