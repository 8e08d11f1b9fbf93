"""A go-live: one repetition of putting a product live at a customer, as a pilot or in production.

States, from its dates: planned, in_progress, live, handed_over, cancelled. On hold while a hold is open.
Ending after live is `ended_on`, not cancelled.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual

from implementation.models.base import RefNoun, VisibleQuerySet
from implementation.models.customers import Customer
from implementation.models.playbooks import PlaybookVersion
from implementation.models.products import Product
from implementation.models.sites import Site
from implementation.models.vocabulary import Precision


class Stage(models.TextChoices):
    PILOT = "pilot"
    PRODUCTION = "production"


class GoLiveStatus(models.TextChoices):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    LIVE = "live"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


WORKED_ON = (GoLiveStatus.PLANNED, GoLiveStatus.IN_PROGRESS, GoLiveStatus.LIVE)
DATE_FIELDS = (
    "contract_signed_on", "kickoff_on", "target_on", "live_on", "cancelled_on", "handed_over_on", "ended_on",
)  # fmt: skip


class GoLiveQuerySet(VisibleQuerySet["GoLive"]):
    customer_path = "customer_id"
    golive_path = "id"
    shown_to_customers = Q()


def _in_order(earlier: str, later: str, name: str) -> models.CheckConstraint:
    """`later` is not before `earlier`; imprecise dates are middle days, so they are not compared."""
    imprecise = ~Q(**{f"{earlier}_precision": "day"}) | ~Q(**{f"{later}_precision": "day"})
    unknown = Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True})
    return models.CheckConstraint(condition=unknown | imprecise | Q(LessThanOrEqual(F(earlier), F(later))), name=name)


def _date(help_text: str) -> Any:
    return models.DateField(null=True, blank=True, help_text=help_text)


def _precision() -> Any:
    return models.CharField(max_length=8, choices=Precision.choices, default=Precision.DAY)


class GoLive(RefNoun):
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="golives")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="golives")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="golives")
    playbook_version = models.ForeignKey(
        PlaybookVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="golives"
    )
    playbook_label = models.CharField(max_length=120, blank=True, help_text="A playbook of history, by name only.")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.PRODUCTION)
    pilot = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    status = models.CharField(max_length=12, choices=GoLiveStatus.choices, default=GoLiveStatus.PLANNED)

    contract_signed_on = _date("Contract signed.")
    contract_signed_on_precision = _precision()
    kickoff_on = _date("First joint session; days run from here.")
    kickoff_on_precision = _precision()
    target_on = _date("The day the customer expects to be live; its history is in target changes.")
    target_on_precision = _precision()
    live_on = _date("First use in normal work.")
    live_on_precision = _precision()
    cancelled_on = _date("Given up before live.")
    cancelled_on_precision = _precision()
    handed_over_on = _date("Handed over to support.")
    handed_over_on_precision = _precision()
    ended_on = _date("The customer stopped after having been live.")
    ended_on_precision = _precision()

    owner = models.CharField(max_length=200, blank=True, help_text="Who leads it, a name or an e-mail address.")
    seats = models.PositiveIntegerField(null=True, blank=True)
    site_count = models.PositiveIntegerField(null=True, blank=True)
    hypercare_days = models.PositiveIntegerField(default=30, help_text="Days after live in which help still counts.")
    forecast_released = models.BooleanField(default=False, help_text="The customer may see the forecast.")
    hours_released = models.BooleanField(default=False, help_text="The customer may see the hours.")
    projected_live_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day that the plan lets it go live on, as things stand; once live, the day it was. "
        "Empty where no live gate or go-live task says.",
    )
    plan_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Days from kickoff to target when one of the two was last decided: what the plan is made for.",
    )
    revision = models.PositiveBigIntegerField(
        default=1,
        editable=False,
        help_text="Raised once by each transaction that changes the go-live or what is under it.",
    )

    objects = GoLiveQuerySet.as_manager()

    class Meta:
        verbose_name = "go-live"
        verbose_name_plural = "go-lives"
        constraints = [
            _in_order("kickoff_on", "live_on", "golive_not_live_before_kickoff"),
            _in_order("kickoff_on", "cancelled_on", "golive_not_cancelled_before_kickoff"),
            _in_order("live_on", "handed_over_on", "golive_not_handed_over_before_live"),
            _in_order("live_on", "ended_on", "golive_not_ended_before_live"),
            models.CheckConstraint(
                condition=Q(live_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="golive_not_live_and_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(live_on__isnull=False) | (Q(handed_over_on__isnull=True) & Q(ended_on__isnull=True)),
                name="golive_live_before_handed_over_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(pilot__isnull=True) | Q(stage="production"),
                name="golive_only_production_follows_a_pilot",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="golive_of_customer"),
            models.Index(fields=["product", "kickoff_on"], name="golive_of_product"),
            models.Index(fields=["status", "kickoff_on"], name="golive_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.product} at {self.customer}"
