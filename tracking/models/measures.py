"""Where a go-live stands in numbers as of a day: one row a go-live, computed again whenever its facts change.

States: not_started, in_progress, live, cancelled, as the statistics count them (a hand-over changes nothing there).
"""

from typing import Any

from django.db import models

from implementation.models import GoLive
from implementation.models.base import GoLiveChildQuerySet
from implementation.models.vocabulary import Precision

# The follower of the event log that keeps them current.
MEASURES = "measures"


class MeasuredState(models.TextChoices):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    LIVE = "live"
    CANCELLED = "cancelled"


class GoLiveMeasureQuerySet(GoLiveChildQuerySet["GoLiveMeasure"]):
    """Measures are for staff: `shown_to_customers` stays None, which shows customers nothing."""


def _days(help_text: str) -> Any:
    return models.FloatField(null=True, help_text=help_text)


def _slip(help_text: str) -> Any:
    return models.IntegerField(null=True, help_text=help_text)


def _precision() -> Any:
    return models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)


class GoLiveMeasure(models.Model):
    """`revision` is the go-live's when its facts were read; with `as_of` it tells whether the measure is current."""

    golive = models.OneToOneField(GoLive, on_delete=models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=12, choices=MeasuredState.choices)
    censored = models.BooleanField(help_text="Started but not live: the days are a lower bound.")
    days = _days("Kickoff to live; to the as-of day while open, to the day it was cancelled. 0 counts as 0.5.")
    days_from_contract = _days("The same from the signing of the contract.")
    days_net_of_holds = _days("The same from kickoff without the days on hold.")
    days_from_contract_net_of_holds = _days("The same from the signing of the contract without the days on hold.")
    flags_from_contract = models.JSONField(default=list, help_text="Why the days from the contract are unknown.")
    flags = models.JSONField(default=list, help_text="Why the days are unknown, such as bad_dates.")

    handholding_minutes = models.PositiveBigIntegerField(help_text="With the customer, to the end of hypercare.")
    total_minutes = models.PositiveBigIntegerField(help_text="All minutes, to the end of hypercare.")
    minutes_by_activity = models.JSONField(default=dict, help_text="All minutes by activity.")
    hours_due = models.BooleanField(help_text="Live and hypercare over: the minutes should be final.")
    hours_complete = models.BooleanField(help_text="Final, and there are some.")

    active_weeks = models.PositiveIntegerField(
        null=True, help_text="Weeks before the hand-over in which a task or barrier changed; null before kickoff."
    )
    logged_weeks = models.PositiveIntegerField(null=True, help_text="Those of them with logged hours.")

    days_blocked = models.PositiveIntegerField(help_text="Days before live with any open barrier.")
    days_blocked_attributed = models.JSONField(default=dict, help_text="By kind; days shared count for each.")
    days_blocked_exclusive = models.JSONField(default=dict, help_text="By kind; days shared are split equally.")

    first_target_on = models.DateField(null=True)
    first_target_precision = _precision()
    last_target_on = models.DateField(null=True)
    last_target_precision = _precision()
    target_moves = models.PositiveIntegerField(default=0)
    slip_first_days = _slip("Live against the first target; before live, what it is at least.")
    slip_last_days = _slip("Live against the last target; while open, what it is at least; null before kickoff.")
    slip_first_precision = _precision()
    slip_last_precision = _precision()
    slip_final = models.BooleanField(default=False, help_text="It is live: the slips will not change any more.")

    revision = models.PositiveBigIntegerField()
    as_of = models.DateField(db_index=True)
    computed_at = models.DateTimeField()

    objects = GoLiveMeasureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "golive"], name="measure_by_state")]

    def __str__(self) -> str:
        return f"{self.golive_id}: {self.state} as of {self.as_of}"
