"""Sites of a customer, each with its sponsor, deputy and the last contact with them."""

from django.db import models
from django.db.models import Q

from implementation.models.base import RefNoun, VisibleQuerySet
from implementation.models.customers import Customer


class SiteQuerySet(VisibleQuerySet["Site"]):
    customer_path = "customer_id"
    golive_path = "golives__id"
    shown_to_customers = Q()


class Site(RefNoun):
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    sponsor = models.CharField(max_length=200, blank=True)
    deputy = models.CharField(max_length=200, blank=True)
    sponsor_contacted_on = models.DateField(null=True, blank=True, help_text="The last contact with the sponsor.")
    deputy_contacted_on = models.DateField(null=True, blank=True, help_text="The last contact with the deputy.")

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="site_name_unique_within_customer"),
            models.CheckConstraint(condition=~Q(name=""), name="site_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
