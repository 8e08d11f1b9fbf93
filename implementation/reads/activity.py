"""What happened, in sentences: the event log as people read it, newest first.

One query: beside each event stands what its row is named by, looked up as the reader may see it; what the reader may
not know of is `a task`. Customers are told events as `events` shows them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, JSONField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from implementation.access.actors import Actor, ActorKind
from implementation.access.audience import redacted_event
from implementation.models import (
    Approval,
    Barrier,
    Event,
    Evidence,
    Playbook,
    PlaybookVersion,
    Product,
    Site,
    Task,
    User,
)
from implementation.reads.sentences import Told, sentence

_COLUMNS = (
    "position", "kind", "subject", "subject_id", "golive_id", "customer_id", "actor_kind", "actor_id", "actor_name",
    "at", "before", "after", "data", "reason", "golive__product__name", "golive__customer__name", "customer__name",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Named:
    """How the rows of a noun are named: the columns that are read, and what is made of them."""

    model: Any
    columns: tuple[str, ...]
    name: Callable[..., str]


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def _of_barrier(kind: str, title: str | None) -> str:
    """`title` of its task, where the reader may know of the task."""
    return f"the {kind} barrier on {_quoted(title) if title else 'the whole go-live'}"


NAMED: Mapping[str, _Named] = {
    "task": _Named(Task, ("title",), _quoted),
    "approval": _Named(Approval, ("subject",), _quoted),
    "barrier": _Named(Barrier, ("kind", "task__title"), _of_barrier),
    "evidence": _Named(
        Evidence, ("title", "task__title"), lambda title, task: f"{_quoted(title)} as evidence for {_quoted(task)}"
    ),
    "site": _Named(Site, ("name",), lambda name: f"the site {_quoted(name)}"),
    "product": _Named(Product, ("name",), lambda name: f"the product {_quoted(name)}"),
    "playbook": _Named(Playbook, ("title",), lambda title: f"the playbook {_quoted(title)}"),
    "playbook-version": _Named(
        PlaybookVersion, ("title", "number"), lambda title, number: f"{_quoted(title)}, version {number}"
    ),
    "user": _Named(User, ("email",), lambda email: f"the user {email}"),
}


def activity(*, actor: Actor, narrowed: Q, before: int | None, most: int) -> list[Row]:
    """The events before that position that the actor may know of, newest first, each with its sentence."""
    events = Event.objects.visible_to(actor).numbered().filter(narrowed)
    if before is not None:
        events = events.filter(position__lt=before)
    named = events.order_by("-position").annotate(named_by=_named_by(actor))
    rows: list[Row] = list(named.values(*_COLUMNS, "named_by")[:most])
    if not actor.sees_internal:
        rows = [{**row, **redacted_event(row)} for row in rows]
    return [_told(row) for row in rows]


def _named_by(actor: Actor) -> Case:
    """What names the row of an event: a look-up by its id, in the table of its noun and in no other."""
    return Case(
        *(When(subject=noun, then=Subquery(_parts(named, actor))) for noun, named in NAMED.items()),
        output_field=JSONField(),
    )


def _parts(named: _Named, actor: Actor) -> QuerySet[Any]:
    parts = {str(place): _shown_title(column, actor) for place, column in enumerate(named.columns)}
    rows = _visible(named.model, actor).filter(id=OuterRef("subject_id")).order_by()
    found: QuerySet[Any] = rows.values(parts=JSONObject(**parts))
    return found


def _shown_title(column: str, actor: Actor) -> Any:
    """A barrier may be shown whose task is not: customers do not read the title of such a task."""
    if column != "task__title" or actor.sees_internal:
        return column
    return Case(When(task__customer_visible=True, then=F("task__title")))


def _visible(model: Any, actor: Actor) -> Any:
    """Users have no such reading of their own: events of them are for staff."""
    return model.objects.visible_to(actor) if hasattr(model.objects, "visible_to") else model.objects.all()


def _told(row: Row) -> Row:
    count = row["data"].get("count")
    told = Told(
        kind=row["kind"],
        who=_who(row),
        at=row["at"],
        it=_it(row, count),
        golive=_golive(row) or "the go-live",
        before=row["before"],
        after=row["after"],
        count=count,
        reason=row["reason"],
    )
    return {
        "position": row["position"],
        "kind": row["kind"],
        "subject": row["subject"],
        "subject_id": row["subject_id"],
        "go_live": row["golive_id"],
        "customer": row["customer_id"],
        "person": told.who,
        "at": row["at"],
        "sentence": sentence(told),
    }


def _who(row: Row) -> str:
    return f"the program ({row['actor_name']})" if row["actor_kind"] == ActorKind.SYSTEM else str(row["actor_name"])


def _it(row: Row, count: int | None) -> str:
    """What the event is about: by its name, by its noun, or of a bulk write by how many there are."""
    noun = row["subject"].replace("-", " ")
    if count is not None:
        return f"1 {noun}" if count == 1 else f"{count} {_plural(noun)}"
    if row["subject"] == "go-live":
        return _golive(row) or "the go-live"
    if row["subject"] == "customer" and row["customer__name"]:
        return f"the customer {_quoted(row['customer__name'])}"
    if row["named_by"] is not None:
        return NAMED[row["subject"]].name(*row["named_by"].values())
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else noun if noun == "evidence" else f"{noun}s"


def _golive(row: Row) -> str:
    product, customer = row["golive__product__name"], row["golive__customer__name"]
    return f"{product} at {customer}" if product else ""
