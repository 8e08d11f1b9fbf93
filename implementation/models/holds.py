"""Paused intervals of a go-live. `ends_on` is the last day of the pause; open while it is empty."""

from django.db import models
from django.db.models import F, Q

from implementation.models.base import GoLiveChildQuerySet, RefNoun
from implementation.models.golives import GoLive
from implementation.models.vocabulary import Side


class HoldQuerySet(GoLiveChildQuerySet["Hold"]):
    shown_to_customers = Q()


class Hold(RefNoun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="holds")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    reason = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["golive"], condition=Q(ends_on__isnull=True), name="hold_open_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="hold_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on or 'now'}"
