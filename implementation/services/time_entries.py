"""Logging minutes of help, correcting them by replacement, and voiding what never was."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from implementation.access.actors import Actor
from implementation.http.problems import Problem, invalid, refused
from implementation.models import Task, TimeEntry
from implementation.models.compiled import compiled_rows
from implementation.models.time_entries import MINUTES_OF_A_DAY
from implementation.services.change import changing
from implementation.services.one_row import OneRow, insert
from implementation.services.values import apply_changes, check, differences, known, not_in_future

FIELDS = ("worked_on", "minutes", "person", "activity", "label", "with_customer", "task_id", "note", "ref")


def log_time(
    *, actor: Actor, at: datetime, golive_id: UUID, fields: Mapping[str, Any], request_id: str = ""
) -> TimeEntry:
    """`fields`: worked_on, minutes, person, activity, label, with_customer, task_id, note, ref."""
    not_in_future("worked_on", fields.get("worked_on"), at)
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        entry = TimeEntry(golive_id=golive_id, **fields)
        _refuse_wrong(entry)
        change.write_last(OneRow.inserted(entry))
        change.record("time-entry.logged", entry, golive=change.golives[golive_id], after=dict(fields))
    return entry


def correct_time(
    *,
    actor: Actor,
    at: datetime,
    entry_id: UUID,
    fields: Mapping[str, Any],
    reason: str = "",
    request_id: str = "",
) -> TimeEntry:
    """Replace an entry by a new one that differs in `fields` and takes over its ref; the old one is kept.

    Where nothing differs there is nothing to replace: the answer is the entry itself.
    """
    not_in_future("worked_on", fields.get("worked_on"), at)
    golive_id = known(TimeEntry, entry_id, "time entry").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        old = _current(entry_id)
        before, after = differences(old, fields)
        if not after:
            return old
        stated = {name: getattr(old, name) for name in FIELDS}
        # First, so that its minutes and its ref are free for the one that replaces it.
        apply_changes(old, {"current": False})
        new = TimeEntry(golive_id=golive_id, replaces=old, **{**stated, **after})
        _refuse_wrong(new)
        insert(new)
        golive = change.golives[golive_id]
        before = {"entry": old.id, **before}
        change.record("time-entry.corrected", new, golive=golive, before=before, after=after, reason=reason)
    return new


def void_time(*, actor: Actor, at: datetime, entry_id: UUID, reason: str, request_id: str = "") -> TimeEntry:
    """Take an entry out of every sum; it is kept, with the reason."""
    if not reason.strip():
        raise invalid("reason", "required", "Say why the entry is taken out.")
    golive_id = known(TimeEntry, entry_id, "time entry").golive_id
    with changing(actor=actor, at=at, golive_ids=[golive_id], request_id=request_id) as change:
        entry = _current(entry_id)
        before, after = apply_changes(entry, {"current": False})
        change.record(
            "time-entry.voided",
            entry,
            golive=change.golives[golive_id],
            before=before,
            after=after,
            reason=reason,
        )
    return entry


def _current(entry_id: UUID) -> TimeEntry:
    entry = known(TimeEntry, entry_id, "time entry")
    if not entry.current:
        raise refused(
            "The entry was corrected or voided already; work with the one that replaced it.", "already-exists"
        )
    return entry


def _refuse_wrong(entry: TimeEntry) -> None:
    check(entry)
    if not 0 < entry.minutes <= MINUTES_OF_A_DAY:
        raise invalid("minutes", "out_of_range", f"An entry holds 1 to {MINUTES_OF_A_DAY} minutes (24 hours).")
    if entry.task_id and not Task.objects.filter(id=entry.task_id, golive_id=entry.golive_id).exists():
        raise invalid("task", "unknown", f"{entry.task_id} is no task of this go-live.")
    refuse_overfull_day(entry)


def refuse_overfull_day(entry: TimeEntry) -> None:
    """A person's day has 24 hours, over all go-lives. Two entries at once wait for each other here."""
    if not entry.person:
        return
    _lock_day(entry.person, entry.worked_on)
    same_day = compiled_rows("minutes of a day", _same_day, {"person": entry.person, "day": entry.worked_on})
    logged = sum(minutes for (minutes,) in same_day)
    if logged + entry.minutes > MINUTES_OF_A_DAY:
        raise Problem(
            "day-overfull",
            f"{entry.person} has {logged} minutes on {entry.worked_on} already; {entry.minutes} more exceed 24 hours.",
            extra={"logged_minutes": logged},
        )


def _same_day(sent: dict[str, Any]) -> QuerySet[Any]:
    entries = TimeEntry.objects.filter(person=sent["person"], worked_on=sent["day"], current=True)
    return entries.values_list("minutes")


def _lock_day(person: str, day: date) -> None:
    """PostgreSQL locks the pair of person and day until commit; SQLite's IMMEDIATE transaction is alone already."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(blake2b(f"{person}\0{day}".encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
