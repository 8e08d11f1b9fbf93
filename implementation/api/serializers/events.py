"""The event log."""

from typing import Any

from rest_framework import serializers

from implementation.http.fields import AnyObject
from implementation.http.serializers import Answer
from implementation.models import Event


class EventAnswer(Answer[Event]):
    noun = "event"
    position = serializers.IntegerField(help_text="Its place in the order; what `after` compares.")
    go_live = serializers.UUIDField(source="golive_id", allow_null=True)
    customer = serializers.UUIDField(source="customer_id", allow_null=True)
    before = AnyObject(help_text="The changed fields as they were.")
    after = AnyObject(help_text="The changed fields as they are.")
    data: Any = AnyObject(help_text="Of a bulk write: count, and up to 100 ids.")

    class Meta:
        model = Event
        fields = (
            "position", "kind", "subject", "subject_id", "go_live", "customer", "actor_kind", "actor_id",
            "actor_name", "at", "recorded_at", "request_id", "before", "after", "data", "reason", "audience",
        )  # fmt: skip


class AuditEntryAnswer(EventAnswer):
    """As in the event log."""

    noun = ""
