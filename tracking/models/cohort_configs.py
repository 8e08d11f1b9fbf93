"""Which sets of cohorts are kept current besides the two standing ones, and how their repetitions are counted.

A row with an empty `cohort_key` speaks of a whole set; one with a key of a single cohort, in place of its set's.
"""

from django.db import models
from django.db.models import Q

from implementation.access.actors import Actor
from implementation.models.base import Noun, VisibleQuerySet

MOST_PRIOR = 10_000


class CohortConfigQuerySet(VisibleQuerySet["CohortConfig"]):
    """Cohorts hold many customers, so only staff and keys bound to none of them see how they are formed."""

    def visible_to(self, actor: Actor) -> "CohortConfigQuerySet":
        return self if actor.sees_internal and not actor.is_bound else self.none()


class CohortConfig(Noun):
    by = models.CharField(max_length=120, help_text="How the set is formed, such as product,segment.")
    cohort_key = models.CharField(
        max_length=64, blank=True, default="", help_text="One cohort of the set; empty: all of them."
    )
    kept = models.BooleanField(default=True, help_text="The set is kept current; false: computed when asked for.")
    prior_repetitions = models.PositiveIntegerField(
        default=0, help_text="Go-lives made before the first one that is known here."
    )
    tracking_start = models.DateField(
        null=True, blank=True, help_text="When recording began: finished go-lives alone before it are not counted."
    )
    covariates = models.JSONField(
        default=list, blank=True, help_text="Scope numbers that the trend is adjusted for: seats, sites."
    )

    objects = CohortConfigQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "cohort_key"], name="cohort_config_once"),
            models.CheckConstraint(condition=Q(prior_repetitions__lte=MOST_PRIOR), name="cohort_prior_within_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.cohort_key}".strip()
