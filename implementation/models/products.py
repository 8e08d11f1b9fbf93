"""What is put live."""

from django.db import models

from implementation.models.base import RefNoun, VisibleQuerySet


class ProductQuerySet(VisibleQuerySet["Product"]):
    shown_to_customers = models.Q()


class Product(RefNoun):
    name = models.CharField(max_length=200, unique=True)
    product_type = models.CharField(
        max_length=60,
        blank=True,
        help_text="Such as ambient_documentation; a starter playbook fits one type.",
    )

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="product_has_a_name")]

    def __str__(self) -> str:
        return self.name
