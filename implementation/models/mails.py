"""Mails to be sent: a row first, then the mail, so that none is lost with a process and none is sent inside a request.

States: waiting, being sent (leased), sent, given up. A mail with a secret loses its text once it is sent.
"""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7


class Mail(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40, help_text="What it is for, such as login-code or invitation.")
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    secret = models.BooleanField(default=False, help_text="Its text opens something: it is forgotten once sent.")
    created_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True, help_text="From then on it is not worth sending.")
    due_at = models.DateTimeField(null=True, help_text="When it is tried next; none: it is sent or given up.")
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="mail_due")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
