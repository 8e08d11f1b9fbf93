"""The activity feed: events in sentences."""

from typing import Any

from rest_framework import serializers


class ActivityEntryAnswer(serializers.Serializer[Any]):
    noun = "activity"
    position = serializers.IntegerField(help_text="The event's; `events` has all of it.")
    kind = serializers.CharField()
    subject = serializers.CharField(help_text="The noun that changed.")
    subject_id = serializers.UUIDField(allow_null=True)
    go_live = serializers.UUIDField(allow_null=True)
    customer = serializers.UUIDField(allow_null=True)
    person = serializers.CharField(help_text="Who did it: a person, a key, or the program.")
    at = serializers.DateTimeField(help_text="When it happened.")
    sentence = serializers.CharField()
