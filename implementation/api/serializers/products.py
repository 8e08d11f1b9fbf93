"""Products."""

from implementation.api.serializers import BASE, TIMES
from implementation.http.serializers import Answer, Facts, version_field
from implementation.models import Product

FIELDS = ("ref", "name", "product_type")


class ProductAnswer(Answer[Product]):
    noun = "product"

    class Meta:
        model = Product
        fields = (*BASE, "name", "product_type", *TIMES)


class ProductFacts(Facts[Product]):
    class Meta:
        model = Product
        fields = FIELDS


class ProductChange(Facts[Product]):
    version = version_field()

    class Meta:
        model = Product
        fields = (*FIELDS, "version")
