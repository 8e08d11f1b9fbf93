"""Creating and describing go-lives. Their states move in golive_transitions.py, the target in target_changes.py."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import Customer, GoLive, PlaybookVersion, Product, Site
from implementation.models.golives import Stage
from implementation.models.vocabulary import Audience, Precision
from implementation.planning.layout import Layout
from implementation.planning.status import golive_status
from implementation.services.change import changing
from implementation.services.checklists import create_tasks, plan
from implementation.services.plan_facts import calendar_of
from implementation.services.plans import replan_golive, set_up
from implementation.services.rough_dates import middled
from implementation.services.values import apply_changes, check, existing, expect_version, not_in_future

# What only a transition may set.
TRANSITION_FIELDS = frozenset({"live_on", "cancelled_on", "handed_over_on", "status"})
# Dates that are plans before they are facts, such as kickoff and target, may lie ahead; these may not.
PAST_FIELDS = ("contract_signed_on", "ended_on")


class NewGoLive(NamedTuple):
    """What was made; `laid` is the plan of its tasks, with those that are compressed, where a playbook was named."""

    golive: GoLive
    laid: Layout | None


def create_golive(
    *,
    actor: Actor,
    at: datetime,
    customer_id: UUID,
    product_id: UUID,
    fields: Mapping[str, Any],
    playbook_version_id: UUID | None = None,
    core_only: bool = False,
    allow_compression: bool = False,
    request_id: str = "",
) -> NewGoLive:
    """Create a go-live and, with a playbook, its checklist. Without a target, the playbook's length sets it.

    `fields`: ref, site (row), stage, pilot (row), kickoff_on, target_on, contract_signed_on, owner, seats,
    site_count, hypercare_days.
    """
    _refuse_by_other_means(fields, TRANSITION_FIELDS)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        # Locked, so that a change of the customer or product reaches this go-live too, or comes after it.
        customer = existing(Customer.objects.visible_to(actor).select_for_update(no_key=True), customer_id, "customer")
        product = existing(Product.objects.select_for_update(no_key=True), product_id, "product")
        version = (
            existing(PlaybookVersion.objects.all(), playbook_version_id, "playbook version")
            if playbook_version_id is not None
            else None
        )
        stated = _with_target(middled(fields), version, customer)
        golive = GoLive(customer=customer, product=product, playbook_version=version, **stated)
        golive.status = _status(golive, at)
        check(golive)
        _check_dates(golive, at)
        _check_links(golive)
        golive.save(force_insert=True)
        change.golives[golive.id] = golive
        told = {**stated, "customer": customer, "product": product, "playbook_version": version}
        change.record("go-live.created", golive, golive=golive, after=told, audience=Audience.CUSTOMER)
        laid = None
        if version is not None:
            laid, rows = plan(
                version,
                **_window(golive),
                country=customer.country,
                core_only=core_only,
                allow_compression=allow_compression,
            )
            change.record_many("task.laid-out", create_tasks(golive, laid, rows), golive=golive)
            set_up(golive)
    return NewGoLive(golive, laid)


def change_golive(
    *,
    actor: Actor,
    at: datetime,
    golive_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> GoLive:
    """Change descriptive fields. The target moves by a target change, states by transitions."""
    _refuse_by_other_means(fields, TRANSITION_FIELDS | {"target_on"})
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        expect_version(golive, version)
        before, after = apply_changes(golive, middled(fields, golive))
        if after:
            _check_dates(golive, at)
            _check_links(golive)
            status_before = golive.status
            if golive.status != _status(golive, at):
                golive.status = _status(golive, at)
                golive.save(update_fields=["status"])
                before, after = {**before, "status": status_before}, {**after, "status": golive.status}
            change.record("go-live.changed", golive, golive=golive, before=before, after=after)
            if "kickoff_on" in after or "status" in after:
                replan_golive(change, golive, decided="kickoff_on" in after)
    return golive


def _refuse_by_other_means(fields: Mapping[str, Any], names: frozenset[str]) -> None:
    if stated := sorted(names & set(fields)):
        raise invalid(
            stated[0], "not_by_change", f"{stated[0]} is set by a transition or a target change, with its reason."
        )


def _with_target(fields: Mapping[str, Any], version: PlaybookVersion | None, customer: Customer) -> dict[str, Any]:
    """Without a target of its own, a go-live with a playbook aims at the playbook's length."""
    known = dict(fields)
    if version is not None:
        if known.get("kickoff_on") is None:
            raise invalid("kickoff_on", "required", "A checklist is laid out from the kickoff: state kickoff_on.")
        if known.get("target_on") is None:
            days = calendar_of(version.day_kind, customer.country)
            known["target_on"] = days.day(days.position(known["kickoff_on"]) + version.nominal_days)
    return known


def _window(golive: GoLive) -> dict[str, Any]:
    return {"kickoff_on": golive.kickoff_on, "target_on": golive.target_on}


def _status(golive: GoLive, at: datetime) -> str:
    return golive_status(
        kickoff_on=golive.kickoff_on,
        live_on=golive.live_on,
        handed_over_on=golive.handed_over_on,
        cancelled_on=golive.cancelled_on,
        today=timezone.localdate(at),
    )


def _check_dates(golive: GoLive, at: datetime) -> None:
    for name in PAST_FIELDS:
        if getattr(golive, f"{name}_precision") == Precision.DAY:
            not_in_future(name, getattr(golive, name), at)
    # What is over is not judged by its plan.
    if golive.live_on is None and golive.cancelled_on is None:
        refuse_target_before_kickoff(golive)


def refuse_target_before_kickoff(golive: GoLive) -> None:
    """Imprecise dates are middle days, so they are not compared."""
    exact = golive.kickoff_on_precision == golive.target_on_precision == Precision.DAY
    if exact and golive.kickoff_on and golive.target_on and golive.target_on < golive.kickoff_on:
        raise invalid(
            "target_on",
            "before_kickoff",
            f"The target {golive.target_on} lies before the kickoff {golive.kickoff_on}; mend one of the two.",
        )


def _check_links(golive: GoLive) -> None:
    """Site and pilot belong to the same customer; the pilot is one, and stays one while it is named."""
    site: Site | None = golive.site
    if site is not None and site.customer_id != golive.customer_id:
        raise invalid("site", "other_customer", "The site belongs to another customer.")
    pilot: GoLive | None = golive.pilot
    if pilot is not None and (pilot.customer_id != golive.customer_id or pilot.stage != Stage.PILOT):
        raise refused("A production go-live names a pilot of the same customer, of stage pilot.")
    if golive.stage != Stage.PILOT and GoLive.objects.filter(pilot=golive).exists():
        raise refused("Another go-live names this one as its pilot; take that link away first.")
