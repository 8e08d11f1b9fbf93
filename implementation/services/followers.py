"""Reading the event log in an order that loses nothing, for the followers of it (measures; later webhooks).

Ids are handed out before commit, so following them would skip a slow transaction's events. Instead the reader
numbers what is committed: under a lock that only readers take, in id order, events without a position get the next
ones. The write path takes no lock for this.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from implementation.models import Event, Follower, ParkedGoLive
from implementation.services.waiting import is_busy, without_waiting

NUMBERING_LOCK = 7_301_944_118
BATCH = 500
_NUMBERED_AT_ONCE = 5_000
RETRY_AFTER = (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))


_NUMBER = """
    UPDATE implementation_event SET position = numbered.place
    FROM (
        SELECT id, %s + row_number() OVER (ORDER BY id) AS place
        FROM implementation_event WHERE position IS NULL ORDER BY id LIMIT %s
    ) AS numbered
    WHERE implementation_event.id = numbered.id
"""


_ENDS = """
    SELECT EXISTS (SELECT 1 FROM implementation_event WHERE position IS NULL),
           (SELECT max(position) FROM implementation_event)
"""


def number_events() -> int:
    """Give positions to committed events that have none, in id order; the number of events that got one.

    Zero also when another reader is numbering: it does this one's work.
    """
    if not Event.objects.filter(position__isnull=True).exists():
        return 0
    with transaction.atomic():
        if not _may_number():
            return 0
        # Statements of their own, after the lock: under READ COMMITTED they see all that its last holder committed.
        last = Event.objects.aggregate(last=Max("position"))["last"] or 0
        with connection.cursor() as cursor:
            cursor.execute(_NUMBER, [last, _NUMBERED_AT_ONCE])
            return int(cursor.rowcount)


def last_position() -> int:
    """The last position, after numbering what waits; one query where nothing does.

    Up to it the log is complete. What another reader is numbering, or what SQLite's one writer keeps waiting, comes
    with the next call.
    """
    waits, last = _ends()
    if not waits:
        return last
    try:
        with without_waiting():
            number_events()
    except OperationalError as error:
        if not is_busy(error):
            raise
        return last
    return _ends()[1]


def _ends() -> tuple[bool, int]:
    """Whether events wait for their position, and the last position given."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS)
        waits, last = cursor.fetchone()
    return bool(waits), last or 0


def _may_number() -> bool:
    """On PostgreSQL an advisory lock until commit. SQLite's IMMEDIATE transaction is that lock already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [NUMBERING_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def position_of(name: str) -> int:
    """Where the follower stands; it begins before the first event."""
    follower, _ = Follower.objects.get_or_create(name=name)
    return follower.position


def next_events(position: int, *, limit: int = BATCH) -> list[Event]:
    """The numbered events after `position`, in order."""
    return list(Event.objects.filter(position__gt=position).order_by("position")[:limit])


def advance(name: str, *, old: int, new: int, effect: Callable[[], None]) -> bool:
    """Write the effect and move on, in one short transaction. False: another was faster and nothing was written."""
    with transaction.atomic():
        if Follower.objects.filter(name=name, position=old).update(position=new, moved_at=timezone.now()) != 1:
            return False
        effect()
    return True


def park(name: str, golive_id: UUID, *, error: str, at: datetime) -> None:
    """Set a go-live aside with its error; each further failure waits longer."""
    parked, created = ParkedGoLive.objects.get_or_create(
        follower_id=name,
        golive_id=golive_id,
        defaults={"error": error, "next_attempt_at": at + RETRY_AFTER[0]},
    )
    if not created:
        wait = RETRY_AFTER[min(parked.attempts, len(RETRY_AFTER) - 1)]
        ParkedGoLive.objects.filter(pk=parked.pk).update(
            error=error, attempts=F("attempts") + 1, next_attempt_at=at + wait
        )


def due_parked(name: str, *, at: datetime) -> list[UUID]:
    """Parked go-lives whose next attempt is due."""
    due = ParkedGoLive.objects.filter(follower_id=name, next_attempt_at__lte=at)
    return list(due.order_by("next_attempt_at").values_list("golive_id", flat=True))


def unpark(name: str, golive_ids: Sequence[UUID]) -> None:
    """They went well after all."""
    ParkedGoLive.objects.filter(follower_id=name, golive_id__in=golive_ids).delete()
