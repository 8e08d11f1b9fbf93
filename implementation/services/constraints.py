"""What the database refused, in words for people: the last line of defence behind the services' own checks."""

import re
from typing import Any

from django.db import IntegrityError

from implementation.http.problems import FieldError, Problem, invalid, refused

# Constraint → field and words. What is not named here is told as a refusal that names the constraint.
_CHECKS: dict[str, tuple[str, str]] = {
    "golive_not_live_before_kickoff": ("live_on", "Live lies before kickoff; mend one of the two dates."),
    "golive_not_cancelled_before_kickoff": (
        "cancelled_on",
        "Cancelled lies before kickoff; mend one of the dates.",
    ),
    "golive_not_handed_over_before_live": (
        "handed_over_on",
        "Handed over lies before live; mend one of the dates.",
    ),
    "golive_not_ended_before_live": ("ended_on", "Ended lies before live; mend one of the dates."),
    "golive_not_live_and_cancelled": (
        "cancelled_on",
        "What was live cannot be cancelled; state when it ended.",
    ),
    "golive_live_before_handed_over_or_ended": (
        "live_on",
        "Handed over or ended needs the day it went live.",
    ),
    "golive_only_production_follows_a_pilot": (
        "pilot",
        "Only a go-live of stage production can follow a pilot.",
    ),
    "task_not_done_before_its_start": ("done_on", "Done lies before the task's start."),
    "task_not_due_before_its_planned_start": ("due_on", "Due lies before the planned start."),
    "hold_ends_after_its_start": ("ends_on", "The hold ends before it starts."),
    "barrier_not_closed_before_opened": ("closed_on", "The barrier is closed before it was opened."),
    "time_entry_within_a_day": ("minutes", "An entry holds 1 to 1440 minutes (24 hours)."),
    "target_change_changes_something": ("new_target_on", "The new target equals the old one."),
}
_UNIQUE: dict[str, tuple[str, str]] = {
    "hold_open_once": ("ends_on", "The go-live is on hold already; end that hold first."),
    "target_change_stated_once": ("new_target_on", "This move of the target is stated already."),
    "site_name_unique_within_customer": ("name", "The customer has a site of that name."),
}
_SQLITE_COLUMNS = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w., ]+)$")
_SQLITE_COLUMN_SETS = {"golive_id": "hold_open_once", "customer_id, name": "site_name_unique_within_customer"}


def problem_of(error: IntegrityError) -> Problem:
    """The problem that tells a person what the database refused."""
    constraint = _constraint_name(error)
    if constraint in _CHECKS:
        field, words = _CHECKS[constraint]
        return invalid(field, constraint, words)
    if constraint in _UNIQUE:
        field, words = _UNIQUE[constraint]
        return _exists(field, words)
    field = constraint.rsplit(".", 1)[-1]
    if "replaces" in constraint:
        return _exists("replaces", "That entry was corrected already; correct the entry that replaced it.")
    for name in ("ref", "email", "name", "key"):
        if name in re.split(r"[._]", constraint):
            return _exists(name, f"Another one has this {name}; it must be unique.")
    return refused(f"The database refuses this ({field or 'a reference to something that is gone'}).")


def _exists(field: str, words: str) -> Problem:
    return Problem("already-exists", words, [FieldError(f"/{field}", "unique", words)])


def _constraint_name(error: IntegrityError) -> str:
    """PostgreSQL names the constraint; SQLite names checks, and the columns of a unique index."""
    cause: Any = error.__cause__
    if name := getattr(getattr(cause, "diag", None), "constraint_name", None):
        return str(name)
    text = str(error)
    if match := _SQLITE_COLUMNS.search(text):
        columns = ", ".join(column.split(".")[-1] for column in match["columns"].split(", "))
        return _SQLITE_COLUMN_SETS.get(columns, columns)
    return text.rsplit(": ", 1)[-1].strip("'").removeprefix("index '")
