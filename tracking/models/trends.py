"""What the repetitions of a cohort say in one series as of a day. Never changed once written.

A newer answer to the same question is a new row; what it supersedes is dropped, since its inputs are gone.
"""

from django.db import models

from implementation.access.actors import Actor
from implementation.models.base import VisibleQuerySet


class TrendQuerySet(VisibleQuerySet["Trend"]):
    """A trend speaks of many customers, so only staff and keys bound to none of them see one."""

    def visible_to(self, actor: Actor) -> "TrendQuerySet":
        bound = actor.customer_id is not None or actor.golive_id is not None
        return self.none() if bound or not actor.sees_internal else self


class Trend(models.Model):
    """`result` holds what lists show, `detail` the long parts: points, curve, survival table, those in progress."""

    id = models.BigAutoField(primary_key=True)
    topic = models.UUIDField(help_text="Cohort and series: the same from day to day, what lists page by.")
    cohort_key = models.CharField(max_length=64)
    by = models.CharField(max_length=120, help_text="How the cohort was formed, such as product,segment.")
    cohort = models.CharField(max_length=400, help_text="For people, such as Ambient Scribe / hospital.")
    series = models.CharField(max_length=40)
    clock = models.CharField(max_length=10, default="kickoff")
    net_of = models.CharField(max_length=10, blank=True, default="")
    as_of = models.DateField()
    fingerprint = models.CharField(max_length=64, help_text="Of as-of, configuration, go-lives and their revisions.")
    inputs = models.CharField(max_length=64, help_text="Of the go-lives and their revisions alone.")
    level = models.CharField(max_length=8)
    status = models.CharField(max_length=16)
    direction = models.CharField(max_length=10, blank=True)
    n = models.PositiveIntegerField()
    r = models.PositiveIntegerField()
    learning_rate = models.FloatField(null=True)
    peer = models.JSONField(default=dict, help_text="What it lends to the other cohorts: its slope and its fit.")
    result = models.JSONField()
    detail = models.JSONField()
    computed_at = models.DateTimeField()

    objects = TrendQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort_key", "series", "clock", "net_of", "as_of", "fingerprint"],
                name="trend_written_once",
            ),
        ]
        indexes = [
            models.Index(fields=["as_of", "by", "series"], name="trend_by_day"),
            models.Index(fields=["topic", "as_of"], name="trend_of_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.series} as of {self.as_of}"
