"""What looks odd about hours, beside what is wrong: told as warnings, which stop nothing.

Each is asked of the staging file first; the database is read for what it may still change.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from datetime import date
from uuid import UUID

from django.db.models import Sum

from implementation.imports.dates import period
from implementation.imports.staging import Staging, in_batches
from implementation.models import GoLive, TimeEntry
from implementation.models.time_entries import MINUTES_OF_A_DAY
from implementation.services.imports.work import ImportTable

_AT_ONCE = 500
_COUNTED = (
    "person != '' AND bad = '' AND worked_on IS NOT NULL "
    "AND id NOT IN (SELECT replaces_id FROM time_entries WHERE replaces_id IS NOT NULL)"
)


def warn_of_odd_hours(table: ImportTable) -> None:
    """All warnings of the time entries."""
    _warn_of_long_days(table)
    _warn_of_unsaid_company(table)
    _warn_of_hours_after_handover(table)
    _warn_of_live_without_hours(table)


def _warn_of_long_days(table: ImportTable) -> None:
    """A person's day above 24 hours, with what is stored; entries that were replaced do not count."""
    if not table.states("person"):
        return
    staging = table.staging
    staging.execute(
        "CREATE TABLE days (person, worked_on, minutes, row, stored DEFAULT 0, PRIMARY KEY (person, worked_on))"
    )
    staging.execute(
        "INSERT INTO days (person, worked_on, minutes, row) SELECT person, worked_on, sum(minutes), min(row) "
        f"FROM time_entries WHERE {_COUNTED} GROUP BY person, worked_on"
    )
    _add_stored_days(staging)
    long_days = staging.query(
        "SELECT person, worked_on, minutes + stored, stored, row FROM days WHERE minutes + stored > ? ORDER BY row",
        (MINUTES_OF_A_DAY,),
    )
    for person, worked_on, minutes, stored, row in long_days:
        also = f", {stored / 60:g} of them stored already" if stored else ""
        remedy = f"{person} has {minutes / 60:g} hours on {worked_on}{also}; see whether some are doubled."
        table.work.warnings.add(
            "day_above_24_hours", remedy, file=table.file.file, row=row, column="hours", value=f"{minutes / 60:g}"
        )


def _add_stored_days(staging: Staging) -> None:
    """Sums first, which the database makes; where they might be too long, without the rows that the file states."""
    first, last = staging.one("SELECT min(worked_on) FROM days"), staging.one("SELECT max(worked_on) FROM days")
    if first is None or not TimeEntry.objects.exists():
        return
    people = [person for (person,) in staging.query("SELECT DISTINCT person FROM days")]
    for batch in in_batches(people, _AT_ONCE):
        entries = TimeEntry.objects.filter(person__in=batch, worked_on__range=(first, last), current=True)
        sums = entries.order_by().values_list("person", "worked_on").annotate(minutes=Sum("minutes"))
        staging.execute_many(
            "UPDATE days SET stored = ? WHERE person = ? AND worked_on = ?",
            ((minutes, person, worked_on.isoformat()) for person, worked_on, minutes in sums.iterator()),
        )
    suspects = "SELECT person, worked_on, stored FROM days WHERE stored > 0 AND minutes + stored > ?"
    for person, worked_on, stored in list(staging.query(suspects, (MINUTES_OF_A_DAY,))):
        entries = TimeEntry.objects.filter(person=person, worked_on=worked_on, current=True)
        brought = sum(
            minutes for row_id, minutes in entries.values_list("id", "minutes") if _is_brought(staging, row_id)
        )
        staging.execute(
            "UPDATE days SET stored = ? WHERE person = ? AND worked_on = ?", (stored - brought, person, worked_on)
        )


def _is_brought(staging: Staging, row_id: UUID) -> bool:
    """Whether the file states the entry, or replaces it."""
    found = staging.one(
        "SELECT row FROM time_entries WHERE id = ? OR replaces_id = ? LIMIT 1", (row_id.hex, row_id.hex)
    )
    return found is not None


def _warn_of_unsaid_company(table: ImportTable) -> None:
    """One warning, with the number of entries."""
    unsaid = table.staging.one("SELECT count(*) FROM time_entries WHERE with_customer IS NULL AND bad = ''")
    if unsaid:
        remedy = f"{unsaid} entries do not say whether the customer was there; they count as hand-holding."
        table.work.warnings.add(
            "with_customer_unknown", remedy, file=table.file.file, column="with_customer", value=unsaid
        )


def _warn_of_hours_after_handover(table: ImportTable) -> None:
    """One for each go-live. Of an imprecise day of hand-over the last one counts."""
    staging = table.staging
    staging.execute("CREATE TABLE handed_over (golive_id PRIMARY KEY, ref, last_day)")
    golives = list(staging.query("SELECT DISTINCT golive_id FROM time_entries WHERE golive_id IS NOT NULL"))
    for batch in in_batches(golives, _AT_ONCE):
        stored = GoLive.objects.filter(id__in=[UUID(hex=row_id) for (row_id,) in batch], handed_over_on__isnull=False)
        known = stored.values_list("id", "ref", "handed_over_on", "handed_over_on_precision")
        rows = [
            (row_id.hex, ref, period(day, precision)[1].isoformat()) for row_id, ref, day, precision in known if day
        ]
        staging.insert("handed_over", ("golive_id", "ref", "last_day"), rows)
    _prefer_stated_handovers(table)
    late = staging.query(
        "SELECT of.ref, of.last_day, count(*), min(entry.row) FROM time_entries AS entry "
        "JOIN handed_over AS of ON of.golive_id = entry.golive_id AND entry.worked_on > of.last_day "
        "WHERE entry.bad = '' GROUP BY of.golive_id ORDER BY 4"
    )
    for ref, last_day, count, row in late:
        remedy = f"{count} entries of {ref} lie after its hand-over ({last_day}); see whether that day is right."
        table.work.warnings.add(
            "hours_after_handover", remedy, file=table.file.file, row=row, column="worked_on", value=count
        )


def _prefer_stated_handovers(table: ImportTable) -> None:
    golives = table.work.tables.get("go_lives")
    if golives is None or not golives.states("handed_over_on"):
        return
    table.staging.execute("DELETE FROM handed_over WHERE golive_id IN (SELECT id FROM go_lives)")
    stated = table.staging.query(
        "SELECT id, ref, handed_over_on, handed_over_on_precision FROM go_lives "
        "WHERE handed_over_on IS NOT NULL AND bad = ''"
    )
    for batch in in_batches(stated, _AT_ONCE):
        rows = [
            (row_id, ref, period(date.fromisoformat(day), known)[1].isoformat()) for row_id, ref, day, known in batch
        ]
        table.staging.insert("handed_over", ("golive_id", "ref", "last_day"), rows)


def _warn_of_live_without_hours(table: ImportTable) -> None:
    """Of go-lives that are brought together with hours; without hours, none can be missed."""
    golives = table.work.tables.get("go_lives")
    if golives is None or not golives.states("live_on"):
        return
    quiet = table.staging.query(
        "SELECT row, id, live_on FROM go_lives WHERE live_on IS NOT NULL AND bad = '' "
        "AND id NOT IN (SELECT golive_id FROM time_entries WHERE golive_id IS NOT NULL) ORDER BY row"
    )
    for batch in in_batches(quiet, _AT_ONCE):
        ids = [UUID(hex=row_id) for _, row_id, _ in batch]
        stored = TimeEntry.objects.filter(golive_id__in=ids, current=True).order_by()
        with_hours = {golive_id.hex for golive_id in stored.values_list("golive_id", flat=True).distinct()}
        for row, row_id, live_on in batch:
            if row_id not in with_hours:
                remedy = "It went live and nobody logged an hour; see whether its time entries are missing."
                table.work.warnings.add(
                    "live_without_hours", remedy, file=golives.file.file, row=row, column="live_on", value=live_on
                )
