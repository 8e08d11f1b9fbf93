"""Sites of customers."""

from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.http.fields import RowField
from implementation.http.serializers import Answer, Facts, version_field
from implementation.models import Customer, Site

FIELDS = ("ref", "name", "sponsor", "deputy", "sponsor_contacted_on")


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
