"""What shows that a task is done: a link or words. Voided, never deleted."""

from django.db import models
from django.db.models import Q

from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task


class EvidenceQuerySet(GoLiveChildQuerySet["Evidence"]):
    shown_to_customers = Q(task__customer_visible=True)


class Evidence(Noun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="evidence")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=2000, blank=True, help_text="Where it is kept; never fetched by this program.")
    note = models.TextField(blank=True)
    added_by = models.CharField(max_length=254)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(link="") | ~Q(note=""), name="evidence_is_a_link_or_words"),
        ]

    def __str__(self) -> str:
        return self.title
