"""What the database refused, in words for people: the last line of defence behind the services' own checks."""

import re
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models

from implementation.http.problems import FieldError, Problem, invalid, refused

# Constraint → field and words. What is not named here is told as a refusal that names the constraint.
_CHECKS: dict[str, tuple[str, str]] = {
    "customer_has_a_name": ("name", "A customer needs a name."),
    "product_has_a_name": ("name", "A product needs a name."),
    "site_has_a_name": ("name", "A site needs a name."),
    "golive_not_live_before_kickoff": ("live_on", "Live lies before kickoff; mend one of them."),
    "golive_not_cancelled_before_kickoff": (
        "cancelled_on",
        "Cancelled lies before kickoff; mend one of them.",
    ),
    "golive_not_handed_over_before_live": (
        "handed_over_on",
        "Handed over lies before live; mend one of them.",
    ),
    "golive_not_ended_before_live": ("ended_on", "Ended lies before live; mend one of them."),
    "golive_not_live_and_cancelled": ("cancelled_on", "What was live cannot be cancelled; state when it ended."),
    "golive_live_before_handed_over_or_ended": ("live_on", "Handed over or ended needs the day it went live."),
    "golive_only_production_follows_a_pilot": ("pilot", "Only a go-live of stage production can follow a pilot."),
    "task_has_a_title": ("title", "A task needs a title."),
    "task_not_done_before_its_start": ("done_on", "Done lies before the task's start; mend one of them."),
    "task_done_has_a_day": ("done_on", "A task that is done needs the day on which it was."),
    "task_not_due_before_its_planned_start": (
        "due_on",
        "Due lies before the planned start; mend one of them.",
    ),
    "task_dependency_not_on_itself": ("depends_on", "A task cannot wait for itself; leave it out."),
    "hold_ends_after_its_start": ("ends_on", "The hold ends before it starts; mend one of them."),
    "barrier_not_closed_before_opened": (
        "closed_on",
        "The barrier is closed before it was opened; mend one of them.",
    ),
    "approval_asks_somebody_something": ("subject", "Say what is signed off, and who is asked."),
    "approval_not_decided_before_requested": ("on", "It is decided before it was asked for; mend the day."),
    "approval_decided_by_a_person_on_a_day": ("decided_by", "Name the person who decided."),
    "comment_says_something": ("text", "A comment needs words."),
    "status_note_says_something": ("text", "A note needs words."),
    "status_note_published_by_a_person": ("published_by", "Name the person who stands for the note."),
    "evidence_is_a_link_words_or_a_file": ("link", "Evidence is a link, a note or a file: send one of them."),
    "time_entry_within_a_day": ("minutes", "An entry holds 1 to 1440 minutes (24 hours)."),
    "target_change_changes_something": ("new_target_on", "The new target equals the present one; nothing moves."),
    "user_contact_has_customer_staff_has_none": ("customer", "A contact needs its customer; staff have none."),
    "playbook_task_lasts_a_day_or_more": ("duration_days", "A task lasts a day or more."),
}
_UNIQUE: dict[str, tuple[str, str]] = {
    "hold_open_once": ("ends_on", "The go-live is on hold already; end that hold first."),
    "target_change_stated_once": ("new_target_on", "This move of the target is stated already."),
    "site_name_unique_within_customer": ("name", "The customer has a site of that name."),
    "task_key_unique_within_golive": ("key", "The go-live has a task of that key."),
    "task_dependency_stated_once": ("depends_on", "The task waits for that one already."),
    "time_entry_ref_unique_among_current": ("ref", "Another one has this ref; it must be unique."),
    "user_email_unique_in_any_case": ("email", "Another one has this email; it must be unique."),
    "playbook_version_number_unique": ("number", "This version of the playbook is published already."),
}
# What is followed by one row at most, by the field that names it.
_FOLLOWED_ONCE = {
    "replaces": "That entry was corrected already; correct the entry that replaced it.",
    "previous": "The next round was asked for already; decide that one.",
}
_COLUMNS = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)$")
_REFERENCES = "A row that this refers to does not exist, or is gone."


def problem_of(error: IntegrityError) -> Problem:
    """The problem that tells a person what the database refused."""
    if (column := _missing_column(error)) is not None:
        return invalid(column, "null", f"{column} needs a value; it cannot be null.")
    if "foreign key" in str(error).lower():
        return refused(_REFERENCES)
    constraint = _constraint_name(error)
    if constraint in _CHECKS:
        field, words = _CHECKS[constraint]
        return invalid(field, constraint, words)
    if constraint in _UNIQUE:
        return _exists(*_UNIQUE[constraint])
    if (name := _unique_field(constraint)) is not None:
        return _exists(name, _FOLLOWED_ONCE.get(name, f"Another one has this {name}; it must be unique."))
    return refused(f"The database refuses this ({constraint}).")


def _exists(field: str, words: str) -> Problem:
    return Problem("already-exists", words, [FieldError(f"/{field}", "unique", words)])


def _missing_column(error: IntegrityError) -> str | None:
    """The column that may not be null, if that was it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.column_name) if diagnosis.sqlstate == "23502" else None
    text = str(error)
    return text.rsplit(".", 1)[-1] if text.startswith("NOT NULL constraint failed") else None


def _constraint_name(error: IntegrityError) -> str:
    """PostgreSQL names the constraint; SQLite names checks, indexes on expressions, and columns of the others."""
    cause: Any = error.__cause__
    if name := getattr(getattr(cause, "diag", None), "constraint_name", None):
        return str(name)
    text = str(error)
    if match := _COLUMNS.search(text):
        return _constraint_over(match["columns"])
    return text.rsplit(": ", 1)[-1].removeprefix("index ").strip("'")


def _constraint_over(columns: str) -> str:
    """The name of the unique constraint over `table.column, table.column`, or the columns where it has none."""
    table = columns.split(".", 1)[0]
    wanted = {column.rsplit(".", 1)[-1] for column in columns.split(", ")}
    for model in apps.get_models():
        if model._meta.db_table == table:
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.UniqueConstraint) and _columns(model, constraint) == wanted:
                    return constraint.name
    return columns


def _columns(model: type[models.Model], constraint: models.UniqueConstraint) -> set[str]:
    return {str(model._meta.get_field(name).column) for name in constraint.fields}  # type: ignore[union-attr]  # no relation


def _unique_field(constraint: str) -> str | None:
    """The field that is unique by itself, from `table.column` (SQLite) or `table_column_key` (PostgreSQL)."""
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if field.unique and constraint in {f"{table}.{field.column}", f"{table}_{field.column}_key"}:
                return field.name
    return None
