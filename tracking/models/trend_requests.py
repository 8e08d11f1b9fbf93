"""Trends that somebody asked for and that are not kept current: work for the background jobs.

States: waiting (`computed_at` is empty), computed. Asking again for what has changed since makes it wait again. Its
trends are kept for 30 days after it was last asked for.
"""

from django.db import models
from django.db.models import Q


class TrendRequest(models.Model):
    as_of = models.DateField()
    by = models.CharField(max_length=120)
    clock = models.CharField(max_length=10, default="kickoff")
    net_of = models.CharField(max_length=10, blank=True, default="")
    activities = models.BooleanField(default=False, help_text="Hours by activity instead of the main series.")
    requested_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)

    objects = models.Manager["TrendRequest"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["as_of", "by", "clock", "net_of", "activities"], name="trend_request_stated_once"
            )
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(computed_at__isnull=True), name="trend_request_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.by} as of {self.as_of}"
