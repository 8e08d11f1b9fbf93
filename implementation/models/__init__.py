"""The facts of the work. A file holds one noun; rows are written by the service of the same name only."""

from implementation.models.api_keys import ApiKey
from implementation.models.approvals import Approval
from implementation.models.barriers import Barrier
from implementation.models.calendar_feeds import CalendarFeed
from implementation.models.comments import Comment
from implementation.models.customers import Customer
from implementation.models.events import Event
from implementation.models.evidence import Evidence
from implementation.models.exports import ExportRun, ExportState
from implementation.models.followers import Follower, ParkedGoLive
from implementation.models.golives import GoLive, GoLiveStatus, Stage
from implementation.models.holds import Hold
from implementation.models.imports import ImportedRows, ImportRun, ImportState
from implementation.models.invitations import Invitation
from implementation.models.mails import Mail
from implementation.models.playbooks import Playbook, PlaybookTask, PlaybookVersion
from implementation.models.products import Product
from implementation.models.reminders import MailState, Reminder, ReminderKind, ReminderMail, ReminderSwitches
from implementation.models.share_links import ShareLink
from implementation.models.sites import Site
from implementation.models.status_notes import StatusNote
from implementation.models.stored_responses import StoredResponse
from implementation.models.target_changes import TargetChange
from implementation.models.tasks import Task, TaskDependency, TaskStatus
from implementation.models.time_entries import TimeEntry
from implementation.models.users import User
from implementation.models.webhooks import (
    DeliveryState,
    DisabledBecause,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)  # fmt: skip

__all__ = [
    "ApiKey", "Approval", "Barrier", "CalendarFeed", "Comment", "Customer", "DeliveryState", "DisabledBecause",
    "Event", "Evidence", "ExportRun", "ExportState", "Follower", "GoLive", "GoLiveStatus", "Hold", "ImportRun",
    "ImportState", "ImportedRows", "Invitation", "Mail", "MailState", "ParkedGoLive", "Playbook", "PlaybookTask",
    "PlaybookVersion", "Product", "Reminder", "ReminderKind", "ReminderMail", "ReminderSwitches", "ShareLink", "Site",
    "Stage", "StatusNote", "StoredResponse", "TargetChange", "Task", "TaskDependency", "TaskStatus", "TimeEntry",
    "User", "WebhookDelivery", "WebhookEndpoint", "WebhookState",
]  # fmt: skip
