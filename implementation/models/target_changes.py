"""Where the target stood and why it moved: an append-only history."""

from django.db import models
from django.db.models import F, Q

from implementation.models.base import GoLiveChildQuerySet, RefNoun
from implementation.models.golives import GoLive
from implementation.models.vocabulary import BarrierKind, Precision


class TargetChangeQuerySet(GoLiveChildQuerySet["TargetChange"]):
    shown_to_customers = Q()


class TargetChange(RefNoun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="target_changes")
    announced_on = models.DateField(null=True, blank=True)
    announced_on_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    old_target_on = models.DateField(null=True, blank=True)
    old_target_on_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    new_target_on = models.DateField()
    new_target_on_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)
    reason = models.TextField(blank=True)
    barrier = models.CharField(max_length=12, choices=BarrierKind.choices, blank=True)
    again = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often that target had been announced on that day before."
    )

    objects = TargetChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            # NULLS DISTINCT is the default of both databases: moves of an unknown day are told apart by the import.
            models.UniqueConstraint(
                fields=["golive", "announced_on", "new_target_on", "again"], name="target_change_stated_once"
            ),
            models.CheckConstraint(
                condition=Q(old_target_on__isnull=True)
                | ~Q(old_target_on=F("new_target_on"))
                | ~Q(old_target_on_precision=F("new_target_on_precision")),
                name="target_change_changes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_target_on} → {self.new_target_on}"
