"""One export of the portfolio that was asked for: whose rows, how far it is, and until when its file is kept.

States: queued, running, then done, expired (the file is gone) or failed (an error of ours).
"""

from django.db import models

from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer


class ExportState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    EXPIRED = "expired"
    FAILED = "failed"


class ExportRunQuerySet(VisibleQuerySet["ExportRun"]):
    """An export of one customer holds what keys bound to that customer may read; one of everything is not theirs."""

    def _within(self, path: str, value: object, actor: object) -> "ExportRunQuerySet":
        return super()._within(path, value, actor) if path else self.none()  # type: ignore[arg-type]  # the actor

    customer_path = "customer_id"


class ExportRun(Noun):
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="Null: all customers."
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="Rows of each table.")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes of the file.")
    content_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    error = models.TextField(blank=True)
    actor = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the file goes.")

    objects = ExportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer or 'everything'}: {self.state}"
