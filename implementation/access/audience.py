"""What a customer is shown of each noun, pure: the one table that API, events, webhooks and pages go by.

A noun, or a field, that is not named here is for staff. Whoever acts for the vendor, a key bound to one customer too,
sees all fields of the rows it sees; a customer's contacts and share links see these.
"""

from collections.abc import Mapping
from typing import Any

# Of every row: what names it, and what tags and cursors are made of.
ALWAYS = frozenset({"id", "version", "revision", "position", "created_at", "updated_at"})

SHOWN: Mapping[str, frozenset[str]] = {
    "customer": frozenset({"name", "time_zone", "country"}),
    "product": frozenset({"name", "product_type"}),
    "site": frozenset({"customer", "name", "sponsor", "deputy"}),
    "go-live": frozenset(
        {
            "customer", "product", "site", "stage", "status", "on_hold", "owner", "progress",
            "kickoff_on", "kickoff_on_precision", "target_on", "target_on_precision",
            "live_on", "live_on_precision", "cancelled_on", "cancelled_on_precision",
            "handed_over_on", "handed_over_on_precision", "ended_on", "ended_on_precision",
            "forecast_released", "hours_released",
        }
    ),
    "task": frozenset(
        {
            "go_live", "title", "sort_order", "category", "phase", "owner_side", "assignee", "status",
            "planned_start_on", "due_on", "start_on", "done_on", "done_by", "gate", "evidence_required", "guidance",
            "counted", "count_target", "count_done", "count_reached", "customer_visible", "approval_required",
            "condition_of",
        }
    ),
    "barrier": frozenset({"go_live", "kind", "side", "opened_on", "closed_on", "customer_note"}),
    "hold": frozenset({"go_live", "starts_on", "ends_on", "side", "reason"}),
    "target-change": frozenset(
        {
            "go_live", "announced_on", "announced_on_precision", "old_target_on", "old_target_on_precision",
            "new_target_on", "new_target_on_precision", "reason",
            # As the event of a move has them, which is about the go-live too.
            "target_on", "target_on_precision",
        }
    ),
    "evidence": frozenset(
        {
            "go_live", "task", "title", "link", "note", "file_name", "file_type", "file_size", "file_sha256",
            "added_by", "voided_at",
        }
    ),
    "approval": frozenset(
        {
            "go_live", "task", "subject", "asked", "side", "stakeholder", "round", "previous", "status",
            "requested_by", "requested_on", "decided_by", "decided_on", "reason", "conditions",
        }
    ),
    "comment": frozenset({"go_live", "task", "text", "audience", "author", "edited_at", "withdrawn_at"}),
    "status-note": frozenset({"go_live", "light", "text", "published_by", "published_at", "withdrawn_at"}),
    # Where it was released: when, not what like it took elsewhere, and no hours.
    "forecast": frozenset(
        {
            "go_live", "customer", "product", "as_of", "computed_at", "current", "elapsed", "days_p10", "days_p50",
            "days_p90", "live_p10", "live_p50", "live_p90", "plan_on", "target_on", "target_precision",
        }
    ),
    "event": frozenset(
        {
            "kind", "subject", "subject_id", "go_live", "customer", "actor_kind", "actor_name", "at", "recorded_at",
            "before", "after", "reason",
        }
    ),
}  # fmt: skip
# The same of answers that are no rows of a noun, by what their serializers call themselves; exactly these fields.
ANSWERED: Mapping[str, frozenset[str]] = {
    "activity": frozenset(
        {"position", "kind", "subject", "subject_id", "go_live", "customer", "person", "at", "sentence"}
    ),
    # Null where they were not released on the go-live.
    "hours": frozenset({"go_live", "minutes", "minutes_with_customer"}),
    "progress": frozenset({"go_live", "all", "customer_visible"}),
    "progress-parts": frozenset({"overall", "by_category", "by_phase"}),
    "progress-part": frozenset(
        {"name", "title", "tasks", "finished", "blocked", "percent", "count_target", "count_done"}
    ),
    "work": frozenset({"person", "as_of", "counts", "tasks", "left_out"}),
    "work-counts": frozenset({"overdue", "due", "blocked", "new", "later"}),
    "work-task": frozenset(
        {
            "id", "version", "title", "status", "category", "phase", "gate", "owner_side", "planned_start_on", "due_on",
            "go_live", "go_live_title", "on_hold", "urgency", "days_overdue", "since",
        }
    ),
    "reminders": frozenset({"wanted", "latest"}),
    "reminder-switches": frozenset({"due", "blocked", "yours"}),
    "reminder": frozenset({"id", "kind", "task", "barrier", "title", "day", "mail", "sent_at"}),
}  # fmt: skip
# Subjects of events that only those who may read the audit are told of.
AUDITED = ("api-key", "export", "sign-in", "user", "webhook")
_VALUES = ("before", "after")


def shown_fields(noun: str) -> frozenset[str]:
    """The fields of the noun, or of such an answer, that a customer sees; none of what is for staff."""
    return SHOWN[noun] | ALWAYS if noun in SHOWN else ANSWERED.get(noun, frozenset())


def is_shown(noun: str, name: str) -> bool:
    """The same of one field, by the name that API or event log has for it (`customer`, `customer_id`)."""
    return bool(shown_fields(noun) & {name, name.removesuffix("_id"), name.replace("golive", "go_live")})


def shown_values(noun: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of the values before or after a change, those of the fields that a customer sees."""
    return {name: value for name, value in values.items() if is_shown(noun, name)}


def redacted_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a customer is told it. `row` has its `subject`, and whatever else of it was asked for."""
    subject = row["subject"]
    told = {name: value for name, value in row.items() if name in shown_fields("event")}
    told.update({name: shown_values(subject, told[name]) for name in _VALUES if name in told})
    if "reason" in told and not is_shown(subject, "reason"):
        told["reason"] = ""
    return told
