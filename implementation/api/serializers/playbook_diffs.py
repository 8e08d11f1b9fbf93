"""What differs between two versions of a playbook, and what a check of an edited one finds."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from implementation.models.playbooks import DayKind
from implementation.reads.playbook_checks import OUTCOMES

OUTCOME_CHOICES = [(word, word) for word in OUTCOMES]


@extend_schema_field({"description": "As the file has it; null where it is not there."})
class Anything(serializers.JSONField):
    """A value of whatever kind."""


def _keys(help_text: str) -> Any:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


class PlaybookFieldChange(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="As the file calls it; `phases.build`, `outcomes.ppv` for one of them.")
    before = Anything()
    after = Anything()


class PlaybookTaskName(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()


class PlaybookTaskChange(PlaybookTaskName):
    fields = PlaybookFieldChange(many=True)  # type: ignore[assignment]  # taken out of the class
    prerequisites_added = _keys("Keys of tasks that it waits for now.")
    prerequisites_removed = _keys("Keys of tasks that it waits for no more.")


class PlaybookVersionName(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField(help_text="The playbook's.")
    number = serializers.CharField()


class PlaybookExtent(serializers.Serializer[Any]):
    """What a version comes to, in days of its kind and minutes."""

    day_kind = serializers.ChoiceField(choices=DayKind.choices)
    nominal_days = serializers.IntegerField(help_text="From kickoff to go-live, as planned.")
    least_days = serializers.IntegerField(
        allow_null=True, help_text="The same at the least that compresses no task; null where every target does."
    )
    total_days = serializers.IntegerField(help_text="From the first task's first day to the last one's last.")
    tasks = serializers.IntegerField()
    core = serializers.IntegerField()
    gates = serializers.IntegerField()
    estimated_minutes = serializers.IntegerField()
    handholding_minutes = serializers.IntegerField()


class PlaybookDiffAnswer(serializers.Serializer[Any]):
    """Keys are in the order of the newer version; of what is gone, of the older."""

    version = PlaybookVersionName()
    against = PlaybookVersionName(allow_null=True, help_text="What it is compared with; null: it was the first.")
    fields = PlaybookFieldChange(many=True, help_text="Of the playbook itself.")  # type: ignore[assignment]  # as above
    tasks_added = PlaybookTaskName(many=True)
    tasks_removed = PlaybookTaskName(many=True)
    tasks_changed = PlaybookTaskChange(many=True)
    core_added = _keys("Keys of tasks that are in the short list now.")
    core_removed = _keys("Keys of tasks that are in the short list no more.")
    gates_added = _keys("Keys of tasks that are gates now.")
    gates_removed = _keys("Keys of tasks that are gates no more.")
    reordered = serializers.BooleanField(help_text="The tasks of both stand in another order.")
    before = PlaybookExtent(allow_null=True)
    after = PlaybookExtent()


class PlaybookCheckAnswer(PlaybookDiffAnswer):
    """What publishing would do."""

    version = None  # type: ignore[assignment]  # there is none yet
    outcome = serializers.ChoiceField(choices=OUTCOME_CHOICES)
    reason = serializers.CharField(allow_blank=True, help_text="Why it would be refused, with the remedy.")
    playbook = serializers.UUIDField(allow_null=True, help_text="The playbook of that key, where there is one.")
    key = serializers.CharField()
    number = serializers.CharField()
