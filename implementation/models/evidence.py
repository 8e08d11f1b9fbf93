"""What shows that a task is done: a link, words or a file. Voided, never deleted."""

from django.db import models
from django.db.models import Q

from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task


class EvidenceQuerySet(GoLiveChildQuerySet["Evidence"]):
    """What was voided may have been another customer's: customers see it no more."""

    shown_to_customers = Q(task__customer_visible=True, voided_at__isnull=True)


class Evidence(Noun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="evidence")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=2000, blank=True, help_text="Where it is kept; never fetched by this program.")
    note = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True, help_text="As it was called where it came from.")
    file_type = models.CharField(max_length=100, blank=True, help_text="Media type, judged by the content.")
    file_size = models.PositiveIntegerField(null=True, blank=True, help_text="In bytes.")
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file's content, in hexadecimal.")
    stored_as = models.CharField(max_length=32, blank=True, db_index=True, help_text="Its name in the store.")
    added_by = models.CharField(max_length=254)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="") | ~Q(note="") | ~Q(stored_as=""), name="evidence_is_a_link_words_or_a_file"
            ),
        ]

    def __str__(self) -> str:
        return self.title
