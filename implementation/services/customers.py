"""Writing customers. A change reaches all go-lives of the customer: segment and record system shape their cohorts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import invalid
from implementation.imports.places import country, time_zone
from implementation.models import Customer, GoLive
from implementation.services.change import changing
from implementation.services.customer_plans import replan_for_country
from implementation.services.values import apply_changes, check, existing, expect_version, refuse_bound


def create_customer(*, actor: Actor, at: datetime, fields: Mapping[str, Any], request_id: str = "") -> Customer:
    """`fields`: name, segment, system_of_record, time_zone, country, ref."""
    refuse_bound(actor, "list of customers")
    fields = _settled(fields)
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
    """Change some of: name, segment, system_of_record, time_zone, country, ref. Another country moves plans."""
    fields = _settled(fields)
    golive_ids = GoLive.objects.filter(customer_id=customer_id).values_list("id", flat=True)
    with changing(actor=actor, at=at, golive_ids=list(golive_ids), request_id=request_id) as change:
        customers = Customer.objects.visible_to(actor).select_for_update(no_key=True)
        customer = existing(customers, customer_id, "customer")
        expect_version(customer, version)
        before, after = apply_changes(customer, fields)
        if after:
            change.record("customer.changed", customer, customer_id=customer.id, before=before, after=after)
            # Asked again under the customer's lock: one may have been created since.
            change.touch(golive_ids.all())
        if "country" in after:
            replan_for_country(change, customer.id)
    return customer


def _settled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Days of work and holidays are counted by time zone and country, so they must name a real place."""
    told = dict(fields)
    for name, read in (("time_zone", time_zone), ("country", country)):
        if told.get(name):
            try:
                told[name] = read(told[name])
            except ValueError as error:
                raise invalid(name, "unknown", f"{told[name]!r} is none. {error}") from error
    return told
