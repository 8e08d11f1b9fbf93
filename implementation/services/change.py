"""The one mechanism of every write: a transaction that locks its go-lives, changes facts and appends their events.

Services open a `Change`; nothing else writes facts or events. On leaving it, each go-live that an event touches has
its `revision` raised once, the events are inserted, and a wake-up is sent after commit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from implementation.access.actors import Actor
from implementation.access.audience import shown_values
from implementation.http.problems import not_found
from implementation.models import Event, GoLive, Task
from implementation.models.compiled import bounds_of, compiled_models, kind_of, stand_in
from implementation.models.event_kinds import is_kind
from implementation.models.vocabulary import Audience
from implementation.services.constraints import problem_of
from implementation.services.one_row import OneRow, insert, insert_all, write
from implementation.services.revisions import raise_revisions, raises_now
from implementation.services.values import plain
from implementation.services.wake import wake_after_commit

IDS_NAMED = 100
_BATCH = 1000


@dataclass
class Change:
    """An open change. `golives` are locked, by id."""

    actor: Actor
    at: datetime
    request_id: str
    golives: dict[UUID, GoLive]
    _events: list[Event] = field(default_factory=list)
    _recorded: int = 0
    _touched: set[UUID] = field(default_factory=set)
    _put_off: list[OneRow] = field(default_factory=list)

    def write_last(self, statement: OneRow) -> None:
        """Write a row that nobody looks at again before this change is finished: it goes with the event."""
        self._put_off.append(statement)

    def write_now(self) -> None:
        """Write what was put off, for whoever looks at it again after all."""
        write(*self._put_off)
        self._put_off.clear()

    def record(
        self,
        kind: str,
        subject: models.Model | None,
        *,
        golive: GoLive | None = None,
        customer_id: UUID | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        audience: Audience = Audience.INTERNAL,
    ) -> None:
        """Append one event about one row, or none where nobody knows which. `before` and `after`: the changed fields.

        A change of fields that customers are not shown is for staff, whatever `audience` says.
        """
        self._append(
            kind,
            golive_id=golive.id if golive else None,
            customer_id=golive.customer_id if golive else customer_id,
            subject_id=subject.pk if subject is not None and isinstance(subject.pk, UUID) else None,
            before=plain(before or {}),
            after=plain(after or {}),
            reason=reason,
            audience=audience if _tells_customers(kind, {**(before or {}), **(after or {})}) else Audience.INTERNAL,
        )

    def record_many(
        self,
        kind: str,
        ids: Sequence[UUID],
        *,
        golive: GoLive | None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Append the one event of a bulk write: how many, and which where they are few.

        `before` and `after`, where the rows were changed, hold the changed fields of each row by its id.
        """
        named = {"ids": [str(i) for i in ids]} if len(ids) <= IDS_NAMED else {}
        self._append(
            kind,
            golive_id=golive.id if golive else None,
            customer_id=golive.customer_id if golive else None,
            data={"count": len(ids), **named},
            before=plain(before or {}),
            after=plain(after or {}),
            reason=reason,
        )

    @property
    def touched(self) -> frozenset[UUID]:
        """The go-lives that the change has reached so far."""
        return frozenset(self._touched)

    def touch(self, golive_ids: Iterable[UUID]) -> None:
        """Raise the revision of go-lives that an event without a go-live of its own reaches."""
        self._touched.update(golive_ids)

    def _append(self, kind: str, **fields: Any) -> None:
        if not is_kind(kind):
            raise ValueError(f"{kind} is no kind of event: name it in implementation/models/event_kinds.py.")
        if fields["golive_id"] is not None:
            self._touched.add(fields["golive_id"])
        self._events.append(
            Event(
                kind=kind,
                subject=subject_of(kind),
                actor_kind=self.actor.kind.value,
                actor_id=self.actor.id,
                actor_name=self.actor.name,
                at=self.at,
                request_id=self.request_id,
                **fields,
            )
        )
        if len(self._events) >= _BATCH:
            self._store_events()

    def _store_events(self) -> None:
        """Also in between, so that a large import does not keep all its events in memory."""
        self._recorded += len(self._events)
        if len(self._events) == 1:
            insert(self._events[0])
        elif self._events:
            # Not by Django's bulk_create, which on PostgreSQL quotes a text for an array, piece by piece, in Python.
            insert_all(self._events)
        self._events.clear()

    def finish(self) -> None:
        """Store the events and raise the revisions; called once, by `changing`."""
        if not self._finish_at_once():
            self.write_now()
            self._store_events()
            if not self._recorded:
                return
            raise_revisions(self._touched)
        for golive_id in self._touched:
            if golive := self.golives.get(golive_id):
                golive.revision += 1
        wake_after_commit()

    def _finish_at_once(self) -> bool:
        """Events about one go-live, as most changes have: all is stored by one statement."""
        if self._recorded or len(self._touched) != 1 or not raises_now():
            return False
        [golive_id] = self._touched
        golive = self.golives.get(golive_id)
        if golive is None or {event.golive_id for event in self._events} != {golive.id}:
            return False
        write(*self._put_off, OneRow.raised(golive, "revision"), OneRow.inserted(*self._events))
        return True


def _tells_customers(kind: str, changed: Mapping[str, Any]) -> bool:
    """Whether a customer is shown any of the fields that changed; a mere fact without fields may be told."""
    return not changed or bool(shown_values(subject_of(kind), changed))


def subject_of(kind: str) -> str:
    """The noun that an event of this kind is about."""
    return kind.split(".")[0]


@contextmanager
def changing(
    *,
    actor: Actor,
    at: datetime,
    golive_ids: Iterable[UUID] = (),
    task_id: UUID | None = None,
    request_id: str = "",
) -> Iterator[Change]:
    """Open a change: one transaction, the go-lives locked in id order so that two changes never wait on each other.

    `task_id` instead of `golive_ids` locks the one that the task hangs on, without looking it up before. Raises a
    not-found problem when one of them does not exist or lies beyond the actor's bounds, and tells in words what the
    database refused.
    """
    try:
        with transaction.atomic():
            locked = _reached(golive_ids, actor) if task_id is None else _lock_of_task(task_id, actor)
            change = Change(actor, at, request_id, locked)
            yield change
            change.finish()
    except IntegrityError as error:
        raise problem_of(error) from error


def _reached(golive_ids: Iterable[UUID], actor: Actor) -> dict[UUID, GoLive]:
    wanted = sorted(set(golive_ids))
    locked = lock_golives(wanted)
    within = [row for row in locked.values() if actor.reaches(customer_id=row.customer_id, golive_id=row.id)]
    if len(within) != len(wanted):
        raise not_found("go-live")
    return locked


def lock_golives(ids: Sequence[UUID]) -> dict[UUID, GoLive]:
    """The rows, locked against other changes. Not the default lock: that one deadlocks with children's foreign keys."""
    found: dict[UUID, GoLive] = {}
    for start in range(0, len(ids), _BATCH):
        batch = compiled_models(GoLive, "lock", _locked, {"ids": list(ids[start : start + _BATCH])})
        found.update({golive.id: golive for golive in batch})
    return found


def _locked(sent: dict[str, Any]) -> models.QuerySet[GoLive]:
    return GoLive.objects.filter(id__in=sent["ids"]).select_for_update(no_key=True).order_by("id")


def _lock_of_task(task_id: UUID, actor: Actor) -> dict[UUID, GoLive]:
    """The go-live of the task. Strangers lock nothing: a task stays with its go-live, and that with its customer."""

    def locked(sent: dict[str, Any]) -> models.QuerySet[GoLive]:
        known = Task.objects.visible_to(stand_in(actor, sent)).filter(pk=sent["task_id"])
        return GoLive.objects.filter(pk__in=known.values("golive_id")).select_for_update(no_key=True)

    values = {"task_id": task_id, **bounds_of(actor)}
    found = compiled_models(GoLive, ("lock of a task", *kind_of(actor)), locked, values)
    if not found:
        raise not_found("task")
    return {golive.id: golive for golive in found}
