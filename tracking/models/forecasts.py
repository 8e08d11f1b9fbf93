"""What was forecast of a go-live in progress as of a day, beside its plan and target; scored once it is live.

One row a go-live and day: the last answer of the day stands. `backtest` rows were made afterwards, from the facts as
they are known today but dated up to that day, to see how good forecasts would have been.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from implementation.access.actors import Actor
from implementation.models import GoLive
from implementation.models.base import GoLiveChildQuerySet
from implementation.models.vocabulary import Precision


class ForecastQuerySet(GoLiveChildQuerySet["Forecast"]):
    """For staff; whoever is bound to a customer or a go-live sees what was released there, and no back-tests."""

    shown_to_customers = Q(golive__forecast_released=True, backtest=False)

    def visible_to(self, actor: Actor) -> "ForecastQuerySet":
        rows = super().visible_to(actor)
        return rows.filter(self.shown_to_customers) if actor.is_bound else rows


def _number(help_text: str = "") -> Any:
    return models.FloatField(null=True, help_text=help_text)


def _day(help_text: str = "") -> Any:
    return models.DateField(null=True, help_text=help_text)


class Forecast(models.Model):
    """Of each figure the 10th, 50th and 90th percentile: 4 in 5 end between the outer two."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    golive = models.ForeignKey(GoLive, on_delete=models.CASCADE, related_name="+")
    as_of = models.DateField()
    backtest = models.BooleanField(default=False)
    cohort_key = models.CharField(max_length=64)
    cohort = models.CharField(max_length=400)
    fingerprint = models.CharField(max_length=64, help_text="Of what the cohort's trends were computed from.")
    revision = models.PositiveBigIntegerField(help_text="The go-live's when its facts were read.")
    computed_at = models.DateTimeField()

    n = models.PositiveIntegerField(help_text="Started go-lives of the cohort.")
    r = models.PositiveIntegerField(help_text="Finished ones among them.")
    level = models.CharField(max_length=8)
    method = models.CharField(max_length=16, help_text="own, pooled (from the other cohorts) or none.")
    flags = models.JSONField(default=list)
    text = models.JSONField(default=list)

    number = models.PositiveIntegerField(help_text="Its number among the repetitions.")
    elapsed = models.FloatField(help_text="Days since kickoff.")
    pct_slower = _number("Share of go-lives like it that it is slower than already.")
    days_p10 = _number("Days from kickoff to live.")
    days_p50 = _number()
    days_p90 = _number()
    live_p10 = _day("The day it goes live.")
    live_p50 = _day()
    live_p90 = _day()
    handholding_to_date = _number("Hours with the customer so far.")
    handholding_p10 = _number("Hours with the customer to the end of hypercare.")
    handholding_p50 = _number()
    handholding_p90 = _number()
    total_to_date = _number("All hours so far.")
    total_p10 = _number("All hours to the end of hypercare.")
    total_p50 = _number()
    total_p90 = _number()

    plan_on = _day("When its open tasks would let it go live, as they are dated.")
    target_on = _day()
    target_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)

    actual_days = _number("Days from kickoff to live, once it is.")
    actual_live_on = _day()
    actual_handholding = _number("Once hypercare is over.")
    actual_total = _number("Once hypercare is over.")

    objects = ForecastQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["golive", "as_of", "backtest"], name="forecast_once_a_day")]
        indexes = [
            models.Index(fields=["as_of", "cohort_key"], name="forecast_of_day"),
            models.Index(fields=["golive"], condition=Q(actual_days__isnull=True), name="forecast_unscored"),
        ]

    def __str__(self) -> str:
        return f"{self.golive_id} as of {self.as_of}: {self.live_p50}"


class Backtest(models.Model):
    """A past day for which forecasts were made afterwards."""

    as_of = models.DateField(primary_key=True)
    computed_at = models.DateTimeField()
    started = models.PositiveIntegerField(help_text="Go-lives known to have started by then: more means again.")
    forecasts = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.forecasts} forecasts as of {self.as_of}"
