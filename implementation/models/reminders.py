"""What people are reminded of, and the mails that tell them. Rows come first; mails are made of rows.

A reminder is unique by person, kind, row and day, so that looking twice reminds nobody twice. A mail is a person's
digest of a day. Its states: pending, sending (claimed by a worker), sent, failed (refused too often), unsure (the
worker died, or the server fell silent, while it was handed over: it may have arrived, and is not sent again), dropped
(nothing in it was left to say).
"""

from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from implementation.models.barriers import Barrier
from implementation.models.tasks import Task
from implementation.models.users import User


class ReminderKind(models.TextChoices):
    DUE = "due"
    BLOCKED = "blocked"
    YOURS = "yours"


class MailState(models.TextChoices):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    DROPPED = "dropped"


def _wanted() -> Any:
    return models.BooleanField(default=True)


class ReminderSwitches(models.Model):
    """Which kinds a person wants. Without a row: all. `digest` and `target` are mails to customers' people."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="reminder_switches")
    due = _wanted()
    blocked = _wanted()
    yours = _wanted()
    digest = _wanted()
    target = _wanted()
    digest_on = models.DateField(null=True, blank=True, help_text="The day of the last digest.")

    class Meta:
        verbose_name = "reminder switches"
        verbose_name_plural = "reminder switches"

    def __str__(self) -> str:
        return f"Switches of {self.user_id}"


class ReminderMail(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminder_mails")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.PENDING)
    attempts = models.PositiveIntegerField(default=0, help_text="Attempts begun so far.")
    next_attempt_at = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True, help_text="Whoever is sending it, or did last.")
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="reminder_mail_once_a_day"),
            models.UniqueConstraint(fields=["user"], condition=Q(state="pending"), name="reminder_mail_pending_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="reminder_mail_sent_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=["pending", "sending"]), name="reminder_mail_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.day}: {self.state}"


class Reminder(models.Model):
    """`day`: the day on which it is to be said. `barrier`: of the kind blocked, what blocks.

    It goes with its row, where an import is undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=8, choices=ReminderKind.choices)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    day = models.DateField()
    mail = models.ForeignKey(ReminderMail, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "task", "day"], condition=Q(barrier__isnull=True), name="reminder_of_task_once"
            ),
            models.UniqueConstraint(
                fields=["user", "barrier", "day"], condition=Q(barrier__isnull=False), name="reminder_of_barrier_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="blocked", barrier__isnull=False)
                | (~Q(kind="blocked") & Q(barrier__isnull=True, task__isnull=False)),
                name="reminder_names_its_row",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(mail__isnull=True), name="reminder_not_mailed"),
            models.Index(fields=["user", "day"], name="reminder_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id} on {self.day}"
