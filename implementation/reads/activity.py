"""What happened, in sentences: the event log as people read it, newest first.

A constant few queries: the events, and one for each noun of those on the page whose rows have names of their own. Names
are looked up as the reader may see them; what the reader may not know of is `a task`. Customers are told events as
`events` shows them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, When

from implementation.access.actors import Actor, ActorKind
from implementation.access.audience import redacted_event
from implementation.models import Approval, Barrier, Event, Evidence, PlaybookVersion, Product, Site, Task, User
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
    "playbook-version": _Named(
        PlaybookVersion, ("playbook__title", "number"), lambda title, number: f"{_quoted(title)}, version {number}"
    ),
    "user": _Named(User, ("email",), lambda email: f"the user {email}"),
}


def activity(*, actor: Actor, narrowed: Q, before: int | None, most: int) -> list[Row]:
    """The events before that position that the actor may know of, newest first, each with its sentence."""
    events = Event.objects.visible_to(actor).numbered().filter(narrowed)
    if before is not None:
        events = events.filter(position__lt=before)
    rows = list(events.order_by("-position").values(*_COLUMNS)[:most])
    if not actor.sees_internal:
        rows = [{**row, **redacted_event(row)} for row in rows]
    names = _names(rows, actor)
    if not actor.sees_internal:
        rows = [{**row, **redacted_event(row)} for row in rows]
    return [_told(row, names) for row in rows]


def _names(rows: Iterable[Row], actor: Actor) -> dict[tuple[str, UUID], str]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row["subject"] in NAMED and row["subject_id"] is not None:
            wanted[row["subject"]].add(row["subject_id"])
    found = {}
    for noun, ids in wanted.items():
        named = NAMED[noun]
        columns = [_shown_title(column, actor) for column in named.columns]
        for row_id, *told in _visible(named.model, actor).filter(id__in=ids).values_list("id", *columns):
            found[noun, row_id] = named.name(*told)
    return found


def _shown_title(column: str, actor: Actor) -> Any:
    """A barrier may be shown whose task is not: customers do not read the title of such a task."""
    if column != "task__title" or actor.sees_internal:
        return column
    return Case(When(task__customer_visible=True, then=F("task__title")))


def _visible(model: Any, actor: Actor) -> Any:
    """Users have no such reading of their own: events of them are for staff."""
    return model.objects.visible_to(actor) if hasattr(model.objects, "visible_to") else model.objects.all()


def _told(row: Row, names: Mapping[tuple[str, UUID], str]) -> Row:
    count = row["data"].get("count")
    told = Told(
        kind=row["kind"],
        who=_who(row),
        at=row["at"],
        it=_it(row, names, count),
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


def _it(row: Row, names: Mapping[tuple[str, UUID], str], count: int | None) -> str:
    """What the event is about: by its name, by its noun, or of a bulk write by how many there are."""
    noun = row["subject"].replace("-", " ")
    if count is not None:
        return f"1 {noun}" if count == 1 else f"{count} {_plural(noun)}"
    if row["subject"] == "go-live":
        return _golive(row) or "the go-live"
    if row["subject"] == "customer" and row["customer__name"]:
        return f"the customer {_quoted(row['customer__name'])}"
    return names.get((row["subject"], row["subject_id"])) or f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else noun if noun == "evidence" else f"{noun}s"


def _golive(row: Row) -> str:
    product, customer = row["golive__product__name"], row["golive__customer__name"]
    return f"{product} at {customer}" if product else ""
