"""Moves of targets. They are history: made, never changed."""

from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.http.fields import Day, Flag, RowField, Text
from implementation.http.serializers import Answer, Facts
from implementation.models import GoLive, TargetChange


class TargetChangeAnswer(Answer[TargetChange]):
    noun = "target-change"
    go_live = serializers.UUIDField(source="golive_id")

    class Meta:
        model = TargetChange
        fields = (
            *BASE, "go_live", "announced_on", "announced_on_precision", "old_target_on", "old_target_on_precision",
            "new_target_on", "new_target_on_precision", "reason", "barrier", *TIMES,
        )  # fmt: skip


class TargetChangeFacts(Facts[TargetChange]):
    go_live = RowField(GoLive, "go-live")
    reason = Text(max_length=5000)
    announced_on = Day(required=False, help_text="Today unless said.")

    allow_compression = Flag(default=False, help_text="Accept a target too near for some of the tasks.")

    class Meta:
        model = TargetChange
        fields = (
            "ref", "go_live", "announced_on", "new_target_on", "new_target_on_precision", "reason", "barrier",
            "allow_compression",
        )  # fmt: skip
        extra_kwargs = {"barrier": {"help_text": "Needed where the target moves later."}}
