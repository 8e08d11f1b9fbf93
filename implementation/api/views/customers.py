"""Customers."""

from typing import Any
from uuid import UUID

from implementation.api.filters import READS, REF, crud
from implementation.api.serializers.customers import CustomerAnswer, CustomerChange, CustomerFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.parameters import text
from implementation.models import Customer
from implementation.services.customers import change_customer, create_customer


class CustomerView(ListAction, UpsertAction, BulkAction):
    """For whom it is put live: hospitals and clinics."""

    noun, model = "customer", Customer
    scopes = crud("customers")
    for_customers = READS
    unbound_only = frozenset({"create"})
    answers = CustomerAnswer
    requests = {"create": CustomerFacts, "partial_update": CustomerChange}
    filters = {
        "name": text("name", "Exactly this name."),
        "segment": text("segment", "Customers of this segment."),
        **REF,
    }

    def make(self, fields: dict[str, Any]) -> Customer:
        return create_customer(fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_customer(customer_id=row_id, fields=fields, version=version, **self.by)
