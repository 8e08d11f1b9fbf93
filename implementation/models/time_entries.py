"""Minutes of help on a day by a person. With the customer it is hand-holding.

States: current, or replaced: a correction is a new row that replaces the old one and takes over its ref.
"""

from django.db import models
from django.db.models import Q

from implementation.models.base import REF_LENGTH, GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task

MINUTES_OF_A_DAY = 24 * 60


class Activity(models.TextChoices):
    PROJECT_MANAGEMENT = "project_management"
    GOVERNANCE = "governance"
    INTEGRATION = "integration"
    CONFIGURATION = "configuration"
    DATA = "data"
    TRAINING = "training"
    AT_ELBOW = "at_elbow"
    CHANGE_MANAGEMENT = "change_management"
    SUPPORT = "support"
    TRAVEL = "travel"
    OTHER = "other"


class TimeEntryQuerySet(GoLiveChildQuerySet["TimeEntry"]):
    """Hours are for staff; customers see sums only, and only where released."""


class TimeEntry(Noun):
    ref = models.CharField(max_length=REF_LENGTH, null=True, blank=True)  # noqa: DJ001 (null: no ref)
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="time_entries")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="time_entries")
    worked_on = models.DateField()
    minutes = models.PositiveIntegerField()
    person = models.CharField(max_length=200, blank=True, help_text="A name or an e-mail address.")
    activity = models.CharField(max_length=20, choices=Activity.choices, default=Activity.OTHER)
    label = models.CharField(max_length=80, blank=True, help_text="The team's own word beside the activity.")
    with_customer = models.BooleanField(default=True, help_text="True: hand-holding.")
    note = models.TextField(blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    current = models.BooleanField(default=True, help_text="False once another entry replaces it.")

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "time entries"
        constraints = [
            models.UniqueConstraint(
                fields=["ref"], condition=Q(current=True), name="time_entry_ref_unique_among_current"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=MINUTES_OF_A_DAY), name="time_entry_within_a_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["golive", "worked_on", "with_customer", "minutes"],
                condition=Q(current=True),
                name="time_entry_sums",
            ),
            models.Index(fields=["person", "worked_on"], name="time_entry_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on {self.worked_on}"
