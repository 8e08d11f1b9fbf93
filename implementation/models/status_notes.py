"""How it goes, told to the customer: a traffic light and a few sentences.

States: draft, published by a named person (from then on it does not change), withdrawn. The newest that is published
stands on the status page.
"""

from django.db import models
from django.db.models import Q

from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive

MOST_CHARACTERS = 5_000


class Light(models.TextChoices):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class StatusNoteQuerySet(GoLiveChildQuerySet["StatusNote"]):
    shown_to_customers = Q(published_at__isnull=False, withdrawn_at__isnull=True)

    def told(self) -> "StatusNoteQuerySet":
        """What stands published."""
        return self.filter(self.shown_to_customers)


class StatusNote(Noun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="status_notes")
    light = models.CharField(max_length=6, choices=Light.choices)
    text = models.TextField(max_length=MOST_CHARACTERS)
    written_by = models.CharField(max_length=254, help_text="Who drafted it.")
    published_by = models.CharField(max_length=254, blank=True, help_text="The person who stands for it.")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = StatusNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="status_note_says_something"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by="")
                | (Q(published_at__isnull=False) & ~Q(published_by="")),
                name="status_note_published_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["golive", "published_at"], name="status_note_of_golive")]

    def __str__(self) -> str:
        return f"{self.light}: {self.text[:40]}"
