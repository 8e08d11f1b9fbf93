"""Customers."""

from implementation.api.serializers import BASE, TIMES
from implementation.http.serializers import Answer, Facts, version_field
from implementation.models import Customer

FIELDS = ("ref", "name", "segment", "system_of_record", "time_zone", "country", "contacts_may_invite")


class CustomerAnswer(Answer[Customer]):
    noun = "customer"

    class Meta:
        model = Customer
        fields = (*BASE, *FIELDS[1:], *TIMES)


class CustomerFacts(Facts[Customer]):
    class Meta:
        model = Customer
        fields = FIELDS


class CustomerChange(Facts[Customer]):
    version = version_field()

    class Meta:
        model = Customer
        fields = (*FIELDS, "version")
