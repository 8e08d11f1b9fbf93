"""Creating and describing go-lives. Their states move in golive_transitions.py, the target in target_changes.py."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor
from implementation.http.problems import invalid, refused
from implementation.models import Customer, GoLive, PlaybookVersion, Product, Site
from implementation.models.golives import Stage
from implementation.models.vocabulary import Audience
from implementation.planning.status import golive_status
from implementation.services.change import changing
from implementation.services.checklists import create_tasks, plan
from implementation.services.values import apply_changes, check, existing, expect_version

# Dates that only a transition or a move of the target may set.
TRANSITION_FIELDS = frozenset({"live_on", "cancelled_on", "handed_over_on"})


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
) -> GoLive:
    """Create a go-live and, with a playbook, its checklist. Without a target, the playbook's length sets it.

    `fields`: ref, site (row), stage, pilot (row), kickoff_on, target_on, contract_signed_on, owner, seats,
    site_count, hypercare_days. Returns the go-live with `layout` unset where no playbook was named.
    """
    with changing(actor=actor, at=at, request_id=request_id) as change:
        customer = existing(Customer.objects.visible_to(actor), customer_id, "customer")
        version = playbook_version_id and existing(
            PlaybookVersion.objects.all(), playbook_version_id, "playbook version"
        )
        golive = GoLive(
            customer=customer,
            product=existing(Product.objects.all(), product_id, "product"),
            playbook_version=version or None,
            **_with_target(fields, version or None),
        )
        golive.status = _status(golive, at)
        _check_links(golive)
        check(golive)
        golive.save(force_insert=True)
        change.golives[golive.id] = golive
        change.record("go-live.created", golive, golive=golive, after=dict(fields), audience=Audience.CUSTOMER)
        if version:
            laid, rows = plan(version, **_window(golive), core_only=core_only, allow_compression=allow_compression)
            change.record_many("task.laid-out", create_tasks(golive, laid, rows), golive=golive)
    return golive


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
    if moved := sorted({*TRANSITION_FIELDS, "target_on", "status"} & set(fields)):
        raise invalid(
            moved[0],
            "not_by_change",
            f"{moved[0]} is set by a transition or a target change, with its reason.",
        )
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        golive = change.golives[golive_id]
        expect_version(golive, version)
        before, after = apply_changes(golive, fields)
        if after:
            _check_links(golive)
            status_before = golive.status
            if golive.status != _status(golive, at):
                golive.status = _status(golive, at)
                golive.save(update_fields=["status"])
                before, after = {**before, "status": status_before}, {**after, "status": golive.status}
            change.record("go-live.changed", golive, golive=golive, before=before, after=after)
    return golive


def _with_target(fields: Mapping[str, Any], version: PlaybookVersion | None) -> dict[str, Any]:
    """Without a target of its own, a go-live with a playbook aims at the playbook's length."""
    known = dict(fields)
    if version is not None:
        if known.get("kickoff_on") is None:
            raise invalid("kickoff_on", "required", "A checklist is laid out from the kickoff: state kickoff_on.")
        if known.get("target_on") is None:
            known["target_on"] = known["kickoff_on"] + timedelta(days=version.nominal_days)
    if known.get("kickoff_on") and known.get("target_on") and known["target_on"] < known["kickoff_on"]:
        raise invalid("target_on", "before_kickoff", "The target lies before the kickoff; mend one of the two.")
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


def _check_links(golive: GoLive) -> None:
    """Site and pilot belong to the same customer; the pilot is one."""
    site: Site | None = golive.site
    if site is not None and site.customer_id != golive.customer_id:
        raise invalid("site", "other_customer", "The site belongs to another customer.")
    pilot: GoLive | None = golive.pilot
    if pilot is not None and (pilot.customer_id != golive.customer_id or pilot.stage != Stage.PILOT):
        raise refused("A production go-live names a pilot of the same customer, of stage pilot.")
