"""Facts for tests, in domain words and through the services. Each function makes what it needs and returns the row."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from implementation.access.actors import Actor, ActorKind, Role, system_actor
from implementation.models import (
    Approval,
    Barrier,
    Comment,
    Customer,
    GoLive,
    Hold,
    Invitation,
    Mail,
    PlaybookVersion,
    Product,
    ShareLink,
    Site,
    StatusNote,
    TargetChange,
    Task,
    TimeEntry,
    User,
)  # fmt: skip
from implementation.playbooks.loader import load_playbook, playbook_of, starter_paths
from implementation.playbooks.playbook import PlaybookFile
from implementation.services import (
    api_keys,
    approvals,
    barriers,
    comments,
    customers,
    golive_transitions,
    golives,
    holds,
    invitations,
    playbooks,
    products,
    share_links,
    sites,
    status_notes,
    target_changes,
    task_transitions,
    tasks,
    time_entries,
    users,
)  # fmt: skip

_numbers = count(1)
LEAD = system_actor("test lead")
MEMBER = Actor(kind=ActorKind.USER, name="Mem Ber", role=Role.MEMBER)
PASSWORD = "correct horse battery staple"


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def product(name: str = "", **fields: Any) -> Product:
    name = name or f"Product {next(_numbers)}"
    return products.create_product(actor=LEAD, at=now(), fields={"name": name, **fields})


def customer(name: str = "", **fields: Any) -> Customer:
    name = name or f"Customer {next(_numbers)}"
    return customers.create_customer(actor=LEAD, at=now(), fields={"name": name, **fields})


def site(of: Customer, **fields: Any) -> Site:
    fields.setdefault("name", f"Site {next(_numbers)}")
    return sites.create_site(actor=LEAD, at=now(), customer_id=of.id, fields=fields)


@cache
def starter_file(key: str = "ambient-documentation") -> PlaybookFile:
    """A shipped playbook, read once."""
    return next(file for file in map(load_playbook, starter_paths()) if file.key == key)


def starter(key: str = "ambient-documentation") -> PlaybookVersion:
    """A shipped playbook, published."""
    return playbooks.publish(actor=LEAD, at=now(), playbook=starter_file(key))


def published(content: dict[str, Any]) -> PlaybookVersion:
    """A playbook in the fields of its file, published."""
    return playbooks.publish(actor=LEAD, at=now(), playbook=playbook_of(content))


def golive(
    *,
    at: Customer | None = None,
    of: Product | None = None,
    playbook: PlaybookVersion | None = None,
    live_on: date | None = None,
    cancelled_on: date | None = None,
    core_only: bool = False,
    **fields: Any,
) -> GoLive:
    """A go-live, kicked off 60 days ago unless said otherwise; live or cancelled where a day is given."""
    fields.setdefault("kickoff_on", days_ago(60))
    made = golives.create_golive(
        actor=LEAD,
        at=now(),
        customer_id=(at or customer()).id,
        product_id=(of or product()).id,
        playbook_version_id=playbook.id if playbook else None,
        core_only=core_only,
        fields=fields,
    ).golive
    for to, on in (("live", live_on), ("cancelled", cancelled_on)):
        if on is not None:
            made = move(made, to, on=on, reason="test")
    return made


def move(golive: GoLive, to: str, *, on: date | None = None, reason: str = "", actor: Actor = LEAD) -> GoLive:
    """The go-live after a transition."""
    return golive_transitions.transition_golive(actor=actor, at=now(), golive_id=golive.id, to=to, on=on, reason=reason)


def target_moved(golive: GoLive, to: date, **fields: Any) -> TargetChange:
    fields = {"reason": "test", "barrier": "integration", **fields}
    return target_changes.move_target(actor=LEAD, at=now(), golive_id=golive.id, new_target_on=to, **fields)


def hold(golive: GoLive, starts_on: date, ends_on: date | None = None, **fields: Any) -> Hold:
    fields = {"starts_on": starts_on, "ends_on": ends_on, "side": "customer", "reason": "Budget", **fields}
    return holds.open_hold(actor=LEAD, at=now(), golive_id=golive.id, fields=fields)


def task(golive: GoLive, title: str = "", *, after: Sequence[Task] = (), **fields: Any) -> Task:
    fields = {"title": title or f"Task {next(_numbers)}", "category": "integration", **fields}
    wanted = [row.id for row in after]
    return tasks.create_task(actor=LEAD, at=now(), golive_id=golive.id, fields=fields, depends_on=wanted)


def changed(task: Task, *, by: Actor = LEAD, **fields: Any) -> Task:
    """The task after a change of these fields."""
    return tasks.change_task(actor=by, at=now(), task_id=task.id, fields=fields)


def tick(task: Task, to: str = "done", *, actor: Actor = LEAD, **how: Any) -> Task:
    """The task after a transition."""
    return task_transitions.transition_task(actor=actor, at=now(), task_id=task.id, to=to, **how)


def barrier(golive: GoLive, *, task: Task | None = None, **fields: Any) -> Barrier:
    fields = {"kind": "integration", **({"note": "No access"} if task else {}), **fields}
    task_id = task.id if task else None
    return barriers.open_barrier(actor=LEAD, at=now(), golive_id=golive.id, task_id=task_id, fields=fields)


def approval(golive: GoLive, *, task: Task | None = None, required: bool | None = None, **fields: Any) -> Approval:
    fields = {"subject": "Security review", "asked": "Dr. Lind", **fields}
    return approvals.request_approval(
        actor=LEAD, at=now(), golive_id=golive.id, task_id=task.id if task else None, required=required, fields=fields
    )


def comment(golive: GoLive, text: str = "", *, actor: Actor = LEAD, **fields: Any) -> Comment:
    """Said by staff to staff unless `audience` says otherwise."""
    text = text or f"Comment {next(_numbers)}"
    return comments.write_comment(actor=actor, at=now(), golive_id=golive.id, text=text, **fields)


def status_note(golive: GoLive, text: str = "On course.", *, light: str = "green", **fields: Any) -> StatusNote:
    """Published unless said otherwise."""
    fields = {"published_by": "Ada", **fields} if fields.get("publish", True) else fields
    return status_notes.write_status_note(actor=LEAD, at=now(), golive_id=golive.id, light=light, text=text, **fields)


def hours(golive: GoLive, amount: float, *, on: date | None = None, **fields: Any) -> TimeEntry:
    """Hand-holding hours of a person of their own, yesterday unless said otherwise."""
    fields = {
        "worked_on": on or days_ago(1),
        "minutes": round(amount * 60),
        "person": f"P{next(_numbers)}",
        **fields,
    }
    return time_entries.log_time(actor=LEAD, at=now(), golive_id=golive.id, fields=fields)


def share_link(golive: GoLive, **fields: Any) -> tuple[ShareLink, str]:
    """The link and its token."""
    return share_links.create_share_link(actor=LEAD, at=now(), golive_id=golive.id, **fields)


def invitation(of: Customer, **how: Any) -> tuple[Invitation, str]:
    """The invitation and its token, which stands in its mail alone."""
    how = {"actor": LEAD, "email": f"contact{next(_numbers)}@example.test", **how}
    made = invitations.invite(at=now(), customer_id=of.id, **how)
    text = Mail.objects.filter(kind="invitation").latest("id").text
    return made, text.split("/invitations/")[1].split()[0]


def key(*scopes: str, role: Role = Role.MEMBER, customer: Customer | None = None, **fields: Any) -> str:
    """The text of a new key; reads and writes unless told otherwise."""
    customer_id: UUID | None = customer.id if customer else None
    _, text = api_keys.issue_key(
        actor=LEAD, at=now(), name=f"key {next(_numbers)}", scopes=scopes or ("read", "write"), role=role,
        customer_id=customer_id, **fields,
    )  # fmt: skip
    return text


def person(role: Role = Role.MEMBER, *, customer: Customer | None = None, **fields: Any) -> User:
    """A user who can log in with PASSWORD."""
    return users.create_user(
        actor=LEAD, at=now(), email=f"person{next(_numbers)}@example.test", role=role, password=PASSWORD,
        customer_id=customer.id if customer else None, **fields,
    )  # fmt: skip
