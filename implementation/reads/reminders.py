"""A person's own reminders, and which kinds they want. Two queries."""

from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from implementation.models import Reminder, ReminderKind, ReminderSwitches

# What is in no mail yet.
WAITING = "waiting"
_LATEST = 50
_NOTHING = Value("")


def my_reminders(user_id: UUID) -> dict[str, Any]:
    """`wanted`: each kind and whether it is; `latest`: the reminders, newest first."""
    switches = ReminderSwitches.objects.filter(user_id=user_id).first() or ReminderSwitches()
    rows = Reminder.objects.filter(user_id=user_id).order_by("-day", "-id")
    told = rows.values(
        "id", "kind", "day", task_=F("task_id"), barrier_=F("barrier_id"), title=Coalesce(F("task__title"), _NOTHING),
        mail_=Coalesce(F("mail__state"), Value(WAITING)), sent_at=F("mail__sent_at"),
    )  # fmt: skip
    return {
        "wanted": {kind: getattr(switches, kind) for kind in ReminderKind.values},
        "latest": [{name.rstrip("_"): value for name, value in row.items()} for row in told[:_LATEST]],
    }
