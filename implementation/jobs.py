"""Doors for Celery to the services.

A message is a hint: each job may run twice, late or half, and finds its work in rows.
"""

from celery import shared_task
from django.utils import timezone

from implementation.reads.digests import standing_of
from implementation.services import (
    customer_mails,
    customer_plans,
    evidence_files,
    mails,
    reminders,
    stored_responses,
    webhook_deliveries,
)
from implementation.services.alone import alone
from implementation.services.exports import runs as export_runs
from implementation.services.golive_transitions import start_due_golives
from implementation.services.imports import runs, undo, uploads
from implementation.services.publish import begins
from implementation.services.reminder_mails import make_mails
from implementation.services.reminder_sending import send_due
from implementation.services.webhook_sending import deliver_due, even_jitter
from implementation.services.webhooks import end_where_access_ended


@shared_task(name=runs.JOB)
def run_imports() -> None:
    """Sent when an import or its undoing is asked for, and swept: whatever waits, or was broken off."""
    while (run := runs.claim_next(at=timezone.now())) is not None:
        runs.run_import(run=run, at=timezone.now())
    undo.undo_waiting(at=timezone.now())
    undo.forget_old(at=timezone.now())
    uploads.forget_left_out(at=timezone.now())


@shared_task(name=export_runs.JOB)
def run_exports() -> None:
    """Sent when an export is asked for, and swept: whatever waits, or was broken off. Old files go."""
    while (run := export_runs.claim_next(at=timezone.now())) is not None:
        export_runs.run_export(run=run)
    export_runs.forget_old(at=timezone.now())


@shared_task(name=webhook_deliveries.JOB)
def deliver_webhooks() -> None:
    """Swept, and sent for tests and replays: new events become deliveries, and what is due is sent.

    One run at a time: targets that hang must not take the workers that measure.
    """
    with alone(webhook_deliveries.JOB, seconds=60) as may_run:
        if may_run:
            now = timezone.now()
            end_where_access_ended(at=now)
            webhook_deliveries.follow(at=now)
            deliver_due(clock=timezone.now)
            webhook_deliveries.forget_old(at=now)


@shared_task(name=reminders.JOB)
def remind() -> None:
    """Swept: what people are to be reminded of becomes rows, rows become mails, and mails that are due are sent."""
    with alone(reminders.JOB, seconds=120) as may_run:
        if may_run:
            reminders.note_reminders(at=timezone.now())
            make_mails(at=timezone.now())
            send_due(clock=timezone.now, jitter=even_jitter)


@shared_task(name=customer_mails.JOB)
def mail_customers() -> None:
    """Swept: the weekly digest of customers' people, and what moved since the last time."""
    with alone(customer_mails.JOB, seconds=120) as may_run:
        if may_run:
            customer_mails.mail_customers(at=timezone.now(), standing_of=standing_of)


@shared_task(name=mails.JOB)
def send_mails() -> None:
    """Sent when a mail is put into the post, and swept: whatever is due, or was broken off."""
    begins(mails.JOB)
    mails.send_due(clock=timezone.now)
    mails.forget_old(at=timezone.now())


@shared_task(name="implementation.forget_responses")
def forget_responses() -> None:
    """Swept: answers that were kept for retries of requests go after a day."""
    stored_responses.forget_old(at=timezone.now())


@shared_task(name="implementation.forget_strays")
def forget_strays() -> None:
    """Swept: files of evidence that no row names, because a process died between the two, go after a day."""
    evidence_files.forget_strays(at=timezone.now())


@shared_task(name=customer_plans.JOB)
def replan_customers() -> None:
    """Sent when a customer of many go-lives has another country, and swept: their plans for its holidays."""
    with alone(customer_plans.JOB, seconds=600) as may_run:
        if may_run:
            customer_plans.replan_waiting(at=timezone.now())


@shared_task(name="implementation.start_golives")
def start_golives() -> None:
    """Swept: planned go-lives whose kickoff day has come are in progress."""
    start_due_golives(at=timezone.now())
