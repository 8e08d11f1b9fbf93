"""Sites of customers."""

from django.db.models import TextChoices
from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.http.fields import Day, RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import Customer, Site

FIELDS = ("ref", "name", "sponsor", "deputy", "sponsor_contacted_on", "deputy_contacted_on")


class Sponsoring(TextChoices):
    SPONSOR = "sponsor"
    DEPUTY = "deputy"


class SiteAnswer(Answer[Site]):
    noun = "site"
    customer = serializers.UUIDField(source="customer_id")

    class Meta:
        model = Site
        fields = (*BASE, "customer", *FIELDS[1:], *TIMES)


class SiteFacts(Facts[Site]):
    customer = RowField(Customer, "customer")

    class Meta:
        model = Site
        fields = ("customer", *FIELDS)


class SiteChange(Facts[Site]):
    version = version_field()

    class Meta:
        model = Site
        fields = (*FIELDS, "version")


class SiteContact(Strict):
    whom = Word(choices=Sponsoring.choices, default=Sponsoring.SPONSOR.value)
    on = Day(required=False, help_text="Today unless said.")
    note = Text(required=False, max_length=2000, help_text="For staff.")
    version = version_field()
