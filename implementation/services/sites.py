"""Writing sites and the last contact with their sponsors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import Customer, GoLive, Site
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing, expect_version, not_in_future


def create_site(
    *, actor: Actor, at: datetime, customer_id: UUID, fields: Mapping[str, Any], request_id: str = ""
) -> Site:
    """`fields`: name, sponsor, deputy, sponsor_contacted_on, ref."""
    not_in_future("sponsor_contacted_on", fields.get("sponsor_contacted_on"), at)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        customer = existing(Customer.objects.visible_to(actor), customer_id, "customer")
        site = Site(customer=customer, **fields)
        check(site)
        site.save(force_insert=True)
        change.record("site.created", site, customer_id=customer.id, after=dict(fields))
    return site


def change_site(
    *,
    actor: Actor,
    at: datetime,
    site_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> Site:
    """Change some of: name, sponsor, deputy, sponsor_contacted_on, ref."""
    not_in_future("sponsor_contacted_on", fields.get("sponsor_contacted_on"), at)
    golive_ids = GoLive.objects.filter(site_id=site_id).values_list("id", flat=True)
    with changing(actor=actor, at=at, golive_ids=list(golive_ids), request_id=request_id) as change:
        site = existing(Site.objects.visible_to(actor).select_for_update(no_key=True), site_id, "site")
        expect_version(site, version)
        before, after = apply_changes(site, fields)
        if after:
            change.record("site.changed", site, customer_id=site.customer_id, before=before, after=after)
            change.touch(golive_ids.all())
    return site
