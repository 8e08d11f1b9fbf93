"""Writing customers. A change reaches all go-lives of the customer: segment and record system shape their cohorts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import Customer, GoLive
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing, expect_version


def create_customer(*, actor: Actor, at: datetime, fields: Mapping[str, Any], request_id: str = "") -> Customer:
    """`fields`: name, segment, system_of_record, time_zone, country, ref."""
    customer = Customer(**fields)
    check(customer)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        customer.save(force_insert=True)
        change.record("customer.created", customer, customer_id=customer.id, after=dict(fields))
    return customer


def change_customer(
    *,
    actor: Actor,
    at: datetime,
    customer_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> Customer:
    golive_ids = list(GoLive.objects.filter(customer_id=customer_id).values_list("id", flat=True))
    with changing(actor=actor, at=at, golive_ids=golive_ids, request_id=request_id) as change:
        customer = existing(Customer.objects.select_for_update(no_key=True), customer_id, "customer")
        expect_version(customer, version)
        before, after = apply_changes(customer, fields)
        if after:
            change.record("customer.changed", customer, customer_id=customer.id, before=before, after=after)
            change.touch(golive_ids)
    return customer
