"""Writing sites and the last contact with their sponsors."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import refused
from implementation.models import Customer, GoLive, Site
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing, expect_version, not_in_future


def create_site(
    *, actor: Actor, at: datetime, customer_id: UUID, fields: Mapping[str, Any], request_id: str = ""
) -> Site:
    """`fields`: name, sponsor, deputy, sponsor_contacted_on, deputy_contacted_on, ref."""
    _not_in_future(fields, at)
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
    """Change some of: name, sponsor, deputy, sponsor_contacted_on, deputy_contacted_on, ref."""
    _not_in_future(fields, at)
    golive_ids = GoLive.objects.filter(site_id=site_id).values_list("id", flat=True)
    with changing(actor=actor, at=at, golive_ids=list(golive_ids), request_id=request_id) as change:
        site = existing(Site.objects.visible_to(actor).select_for_update(no_key=True), site_id, "site")
        expect_version(site, version)
        before, after = apply_changes(site, fields)
        if after:
            change.record("site.changed", site, customer_id=site.customer_id, before=before, after=after)
            change.touch(golive_ids.all())
    return site


def note_contact(
    *,
    actor: Actor,
    at: datetime,
    site_id: UUID,
    whom: str,
    on: date | None = None,
    note: str = "",
    version: int | None = None,
    request_id: str = "",
) -> Site:
    """The sponsor or the deputy of the site (`whom`) was reached, on the day of `at` unless said.

    The latest day is kept; that there was an earlier contact is kept in the log.
    """
    day = on or timezone.localdate(at)
    not_in_future("on", day, at)
    golive_ids = GoLive.objects.filter(site_id=site_id).values_list("id", flat=True)
    with changing(actor=actor, at=at, golive_ids=list(golive_ids), request_id=request_id) as change:
        site = existing(Site.objects.visible_to(actor).select_for_update(no_key=True), site_id, "site")
        expect_version(site, version)
        if not getattr(site, whom):
            raise refused(f"The site has no {whom} yet: name them first.")
        name = f"{whom}_contacted_on"
        before, after = apply_changes(site, {name: max(day, getattr(site, name) or day)})
        told = {"whom": whom, "contacted_on": day, "note": note}
        change.record("site.contacted", site, customer_id=site.customer_id, before=before, after={**after, **told})
        change.touch(golive_ids.all())
    return site


def _not_in_future(fields: Mapping[str, Any], at: datetime) -> None:
    for name in ("sponsor_contacted_on", "deputy_contacted_on"):
        not_in_future(name, fields.get(name), at)
