"""The draft of a playbook that a go-live gives."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers.playbook_contents import PlaybookContent
from implementation.services.playbook_drafts import UNTIL

UNTIL_CHOICES = [(word, word) for word in UNTIL]


class PlaybookLeftOut(serializers.Serializer[Any]):
    task = serializers.UUIDField(help_text="The go-live's task; its reason stands there.")
    title = serializers.CharField()


class PlaybookAdjustment(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The task's in the draft.")
    field = serializers.CharField()
    why = serializers.CharField()


class PlaybookDraftAnswer(serializers.Serializer[Any]):
    go_live = serializers.UUIDField()
    until = serializers.ChoiceField(
        choices=UNTIL_CHOICES, help_text="Which day of going live it counts with: the first of these that is known."
    )
    days = serializers.IntegerField(help_text="From kickoff to that day, as the playbook counts days, without holds.")
    content = PlaybookContent(help_text="To be edited, and published by `POST playbooks/{id}/versions`.")
    left_out = PlaybookLeftOut(many=True, help_text="Tasks that were skipped.")
    adjusted = PlaybookAdjustment(many=True, help_text="What is otherwise than it was worked, so that it is a plan.")
