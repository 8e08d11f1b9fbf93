"""Customers: the hospitals and clinics that the product goes live at."""

from django.db import models

from implementation.models.base import RefNoun, VisibleQuerySet


class CustomerQuerySet(VisibleQuerySet["Customer"]):
    customer_path = "id"
    golive_path = "golives__id"
    shown_to_customers = models.Q()


class Customer(RefNoun):
    name = models.CharField(max_length=200)
    segment = models.CharField(max_length=80, blank=True, help_text="Such as hospital or clinic; trends group by it.")
    system_of_record = models.CharField(max_length=80, blank=True, help_text="The electronic record in use.")
    time_zone = models.CharField(max_length=60, blank=True, help_text="IANA name, such as America/Chicago.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 code of two letters.")
    # Bookkeeping, no fact: since when its open go-lives wait to be planned anew, for another country's holidays.
    replan_since = models.DateTimeField(null=True, editable=False)
    contacts_may_invite = models.BooleanField(default=False, help_text="Its contacts may invite colleagues.")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="customer_has_a_name")]
        indexes = [
            models.Index(
                fields=["replan_since"], condition=models.Q(replan_since__isnull=False), name="customer_to_replan"
            )
        ]

    def __str__(self) -> str:
        return self.name
