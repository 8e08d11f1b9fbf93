"""Doing a request once: under its key's lock, the answer is looked up, or given and kept for a day.

The caller (the HTTP layer) opens the transaction with `only_once`, acts within it and stores what it answers: what was
done and its answer are committed together or not at all. It is no fact of the work and makes no event.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import connection, transaction

from implementation.access.actors import Actor
from implementation.http.problems import Problem
from implementation.models import StoredResponse

KEPT_FOR = timedelta(hours=24)
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: who sends it, where to, under which key, and what its body comes down to."""

    actor: Actor
    method: str
    path: str
    key: str
    fingerprint: str

    @property
    def identity(self) -> dict[str, object]:
        return {
            "actor_kind": self.actor.kind.value,
            "actor_id": self.actor.id,
            "method": self.method,
            "path": self.path,
            "key": self.key,
        }


@contextmanager
def only_once(attempt: Attempt, *, at: datetime) -> Iterator[StoredResponse | None]:
    """A transaction that is alone with this key; gives the answer kept from an earlier attempt, if there is one.

    Raises a problem where the same request is being worked on, or the key was used for another body.
    """
    with transaction.atomic():
        if not _alone(attempt):
            raise Problem(
                "idempotency-key-in-use",
                "A request with this Idempotency-Key is being worked on; send it again in a second for its answer.",
            )
        kept = StoredResponse.objects.filter(**attempt.identity).first()
        if kept is not None and kept.stored_at <= at - KEPT_FOR:
            kept.delete()
            kept = None
        if kept is not None and kept.fingerprint != attempt.fingerprint:
            raise Problem(
                "idempotency-key-reused",
                "This Idempotency-Key was sent with another body; make a new key for each new request.",
            )
        yield kept


def keep(attempt: Attempt, *, at: datetime, status: int, body: str, headers: Mapping[str, str]) -> None:
    """Store the answer, inside `only_once`."""
    StoredResponse.objects.create(
        **attempt.identity,
        fingerprint=attempt.fingerprint,
        status=status,
        body=body,
        headers=dict(headers),
        stored_at=at,
    )


def forget_old(*, at: datetime) -> int:
    """Delete the answers that have been kept for a day, in short transactions; how many."""
    forgotten = 0
    old = StoredResponse.objects.filter(stored_at__lte=at - KEPT_FOR).order_by("id").values_list("id", flat=True)
    while ids := list(old[:_BATCH]):
        forgotten += StoredResponse.objects.filter(id__in=ids).delete()[0]
    return forgotten


def _alone(attempt: Attempt) -> bool:
    """On PostgreSQL an advisory lock until commit. SQLite's IMMEDIATE transaction is that lock already."""
    if connection.vendor != "postgresql":
        return True
    identity = "\0".join(str(part) for part in attempt.identity.values())
    number = int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    return bool(row and row[0])
