"""One sentence for each kind of event: who did what, when. Reads events and names alone; reads/activity.py finds both.

A kind that a service appends and that has no phrase here is found by a test. A phrase may use what stands in the
event: whoever asks has taken out of it what the reader may not know.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from implementation.planning.day_words import day_in_words

# What fields are called in a sentence; the others go by their names.
FIELDS = {
    "title": "title",
    "assignee": "assignee",
    "planned_start_on": "planned start",
    "due_on": "due date",
    "counted": "what is counted",
    "count_target": "number to reach",
    "count_done": "number reached",
    "customer_note": "wording",
    "side": "side",
    "kind": "kind",
    "starts_on": "first day",
    "ends_on": "last day",
    "name": "name",
    "sponsor": "sponsor",
    "deputy": "deputy",
    "depends_on": "prerequisites",
    "customer_visible": "shown to the customer",
    "approval_required": "sign-off needed",
    "evidence_required": "evidence needed",
}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTHING: tuple[Any, ...] = ("", None, [], {})


@dataclass(frozen=True, slots=True)
class Told:
    """An event, with names in place of ids. `it`: the row it is about, or `12 tasks` of a bulk write."""

    kind: str
    who: str
    at: datetime
    it: str
    golive: str = "the go-live"
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None
    reason: str = ""

    @property
    def is_many(self) -> bool:
        return self.count is not None


Phrase = str | Callable[[Told], str]


def sentence(told: Told) -> str:
    """`On 31 March 2026, Ada finished “Connect the ADT feed”: “All ten arrived”.`"""
    phrase = phrase_of(told.kind)
    what = phrase(told) if callable(phrase) else phrase.format(it=told.it, golive=told.golive)
    reason = f": “{_one_line(told.reason)}”" if told.reason.strip() else ""
    return f"On {day_in_words(told.at.date())}, {told.who} {what}{reason}."


def phrase_of(kind: str) -> Phrase:
    """A kind without a phrase is told by its own words, so that the feed goes on."""
    verb = kind.partition(".")[2]
    if kind in PHRASES:
        return PHRASES[kind]
    return _OF_ANY[verb] if verb in _OF_ANY else f"recorded “{verb.replace('-', ' ')}” of {{it}}"


def is_told(kind: str) -> bool:
    """Whether the kind has a phrase of its own, or one that holds of any noun."""
    return kind in PHRASES or kind.partition(".")[2] in _OF_ANY


def changes(told: Told) -> str:
    """`: due date to 5 March 2026, assignee to Ada`."""
    parts = [
        f"{FIELDS.get(name, name.removesuffix('_on').replace('_', ' '))} to {_value(value)}"
        for name, value in told.after.items()
        if not name.endswith("_precision")
    ]
    return f": {', '.join(parts)}" if parts else ""


def _changed(told: Told) -> str:
    return f"changed {told.it}" + ("" if told.is_many else changes(told))


def _value(value: Any) -> str:
    if value in _NOTHING:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{len(value)} of them"
    if not isinstance(value, str):
        return str(value)
    # An id tells a person nothing.
    return _as_day(value) or ("another one" if _ID.fullmatch(value) else f"“{_one_line(value)}”")


def _as_day(value: Any, precision: str = "day") -> str:
    try:
        return day_in_words(date.fromisoformat(value), precision)
    except (TypeError, ValueError):
        return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(told: Told, side: str, name: str) -> str:
    """A date of the event as exactly as it is known; nothing where it does not stand there."""
    fields = told.before if side == "before" else told.after
    return _as_day(fields.get(name), fields.get(f"{name}_precision") or "day")


def _on(told: Told, name: str) -> str:
    return f" on {day}" if (day := _day(told, "after", name)) else ""


def _ref(told: Told) -> str:
    """What is gone has no name any more, but the one that its file gave it."""
    return f" {told.before['ref']}" if told.before.get("ref") else ""


def _started(told: Told) -> str:
    """In progress from: planned, or back from live or cancelled."""
    was = told.before.get("status")
    if was == "live":
        return f"took {told.golive} back from live"
    return f"took {told.golive} up again" if was == "cancelled" else f"kicked {told.golive} off"


def _went_live(told: Told) -> str:
    if told.before.get("status") == "handed_over":
        return f"took {told.golive} back from its hand-over"
    return f"took {told.golive} live{_on(told, 'live_on')}"


def _moved_target(told: Told) -> str:
    to = _day(told, "after", "target_on")
    if not to:
        return f"recorded {told.it}"
    was = _day(told, "before", "target_on")
    return f"moved the target of {told.golive}{f' from {was}' if was else ''} to {to}"


def _replanned(told: Told) -> str:
    """How many tasks moved (the dates of each stand in the event), and the day on which it may go live now."""
    number = told.count or 0
    what = f"{number} {'task' if number == 1 else 'tasks'}" if number else "the projected day"
    projected = [fields for fields in told.after.values() if isinstance(fields, dict) and "projected_live_on" in fields]
    if not projected:
        return f"moved {what} of {told.golive}"
    day = _as_day(projected[0]["projected_live_on"])
    now = f"it may go live on {day} now" if day else "its plan has no day for going live any more"
    return f"moved {what} of {told.golive}: {now}"


def _held(told: Told) -> str:
    since, until = _day(told, "after", "starts_on"), _day(told, "after", "ends_on")
    if told.is_many or not since:
        return f"recorded {told.it}"
    return f"put {told.golive} on hold from {since}{f' to {until}' if until else ''}"


def _opened_barrier(told: Told) -> str:
    return f"recorded {told.it}" if told.is_many else f"reported {told.it}"


def _logged(told: Told) -> str:
    minutes = told.after.get("minutes")
    if told.is_many or not isinstance(minutes, int):
        return f"logged {told.it}"
    return f"logged {minutes / 60:g} hours for {_day(told, 'after', 'worked_on') or 'a day'}"


def _saying(told: Told) -> str:
    text = _one_line(str(told.after.get("text", "")))
    return f": “{text}”" if text else ""


_TAKEN_UP = {"done": "reopened", "blocked": "went on with"}
PHRASES: dict[str, Phrase] = {
    "go-live.created": lambda told: f"recorded {told.it}" if told.is_many else f"set {told.golive} up",
    "go-live.changed": lambda told: f"changed {told.golive}{changes(told)}",
    "go-live.replanned": _replanned,
    "go-live.not-replanned": "left the plan of {golive} as it was",
    "go-live.planned": "put {golive} back among the planned",
    "go-live.in-progress": _started,
    "go-live.live": _went_live,
    "go-live.handed-over": lambda told: f"handed {told.golive} over{_on(told, 'handed_over_on')}",
    "go-live.cancelled": lambda told: f"cancelled {told.golive}{_on(told, 'cancelled_on')}",
    "go-live.withdrawn": lambda told: f"withdrew the go-live{_ref(told)}",
    "import.undone": "undid {it}",
    "task.laid-out": "laid the checklist out: {it}",
    "task.todo": "put {it} back among those to do",
    "task.in-progress": lambda told: f"{_TAKEN_UP.get(str(told.before.get('status')), 'began')} {told.it}",
    "task.blocked": "marked {it} as blocked",
    "site.contacted": lambda told: f"reached the {told.after.get('whom') or 'sponsor'} of {told.it}",
    "task.assigned": lambda told: f"gave {told.it} to {told.after.get('assignee') or 'nobody'}",
    "task.counted": lambda told: f"counted {told.after.get('count_done')} for {told.it}",
    "task.done": "finished {it}",
    "task.skipped": "left {it} out",
    "approval.requested": lambda told: f"asked {told.after.get('asked') or 'somebody'} to sign off {told.it}",
    "approval.approved": "approved {it}",
    "approval.approved-with-conditions": "approved {it} with conditions",
    "approval.rejected": "rejected {it}",
    "comment.written": lambda told: f"wrote {told.it}{_saying(told)}",
    "comment.edited": lambda told: f"edited {told.it}{_saying(told)}",
    "status-note.published": lambda told: f"told the customer how it goes{_saying(told)}",
    "barrier.opened": _opened_barrier,
    "barrier.closed": lambda told: f"reported that {told.it} is gone{_on(told, 'closed_on')}",
    "hold.opened": _held,
    "hold.ended": lambda told: f"ended the hold of {told.golive}{_on(told, 'ends_on')}",
    "target-change.announced": _moved_target,
    "time-entry.logged": _logged,
    "reminders.switched": lambda told: f"chose which reminders to get{changes(told)}",
    "invitation.sent": "invited {it}",
    "invitation.accepted": "let {it} in",
    "user.password-set": "set another password for {it}",
    "user.password-forgotten": "took the password of {it} away",
    "user.sessions-ended": "ended the sessions of {it}",
    "user.second-factor-removed": "took the second factor of {it} away",
    "api-key.issued": "issued {it}",
    "api-key.rotated": "replaced {it} by another",
    "export.requested": "asked for {it}",
    "export.downloaded": "fetched the file of {it}",
    "export.table-begun": lambda told: f"began to take a table of {told.after.get('noun')}",
    "export.table-taken": lambda told: f"took a table of {told.after.get('noun')}, {told.after.get('rows')} rows",
    "sign-in.succeeded": "signed in",
    "sign-in.failed": "tried to sign in and failed",
    "sign-in.locked-out": "was locked out after too many tries to sign in",
    "sign-in.ended": "signed out",
    "sign-in.second-factor-added": "added a second factor",
    "sign-in.second-factor-removed": "removed a second factor",
    "sign-in.recovery-code-used": "signed in with a recovery code",
    "sign-in.sessions-ended": "ended all sessions",
    "webhook.secret-rotated": "renewed the secret of {it}",
}
# What is said alike of every noun.
_OF_ANY: dict[str, Phrase] = {
    "created": "added {it}",
    "changed": _changed,
    "added": "added {it}",
    "corrected": "corrected {it}",
    "drafted": "drafted {it}",
    "published": "published {it}",
    "withdrawn": "withdrew {it}",
    "revoked": "revoked {it}",
    "voided": "took {it} back",
    "activated": "activated {it}",
    "disabled": "disabled {it}",
    "noted": lambda told: f"noted something for staff about {told.it}{changes(told)}",
}
