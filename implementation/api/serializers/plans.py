"""The plan of a go-live, and the preview of a change of it."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers.tasks import MOST_PREREQUISITES
from implementation.http.fields import Day, Flag, Identifier, Whole
from implementation.http.serializers import Strict
from implementation.models import TaskStatus
from implementation.models.tasks import LONGEST_TASK

_EARLIEST = "The first target that compresses no task, as things stand; null where none does, or it is live."


class CompressedTask(serializers.Serializer[Any]):
    """A task that is pushed past the day that counts from go-live."""

    task = serializers.UUIDField()
    days = serializers.IntegerField(help_text="How far it is pushed.")


class PlannedTaskAnswer(serializers.Serializer[Any]):
    task = serializers.UUIDField()
    key = serializers.CharField(help_text="The playbook's key, where it came from one.")
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    planned_start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="The last day of work.")
    pinned = serializers.BooleanField(help_text="A date was set by hand: the plan leaves it.")
    slack_days = serializers.IntegerField(
        allow_null=True,
        help_text="Days that it may slip before the projected go-live does; below 0 it is late for a date set by "
        "hand. Null: finished, or it does not hold the go-live up.",
    )
    critical = serializers.BooleanField(help_text="Without a day to spare.")
    compressed_days = serializers.IntegerField()


class PlanAnswer(serializers.Serializer[Any]):
    kickoff_on = serializers.DateField(allow_null=True)
    target_on = serializers.DateField(allow_null=True)
    projected_live_on = serializers.DateField(allow_null=True)
    earliest_feasible_on = serializers.DateField(allow_null=True, help_text=_EARLIEST)
    holidays = serializers.CharField(help_text="Which days the plan counts, in words.")
    compressed = CompressedTask(many=True)
    critical_path = serializers.ListField(child=serializers.UUIDField(), help_text="Tasks, in their order.")
    without_day = serializers.ListField(
        child=serializers.UUIDField(), help_text="Tasks that leave the projected go-live open: it waits for them."
    )
    pinned_too_early = serializers.ListField(
        child=serializers.UUIDField(), help_text="Tasks whose date by hand lies before what they wait for has ended."
    )
    tasks = PlannedTaskAnswer(many=True)


class PreviewedTask(Strict):
    """What would be changed of a task: what is left out stays."""

    id = Identifier(help_text="The task.")
    planned_start_on = Day(required=False, allow_null=True)
    due_on = Day(required=False, allow_null=True)
    duration_days = Whole(required=False, allow_null=True, min_value=1, max_value=LONGEST_TASK)
    pinned = Flag(required=False)
    depends_on = serializers.ListField(child=Identifier(), required=False, max_length=MOST_PREREQUISITES)


class PlanPreview(Strict):
    """One of the three."""

    target_on = Day(required=False)
    kickoff_on = Day(required=False)
    task = PreviewedTask(required=False)


class MovedTask(serializers.Serializer[Any]):
    task = serializers.UUIDField()
    title = serializers.CharField()
    planned_start_on_before = serializers.DateField(allow_null=True)
    due_on_before = serializers.DateField(allow_null=True)
    planned_start_on = serializers.DateField()
    due_on = serializers.DateField()


class PlanPreviewAnswer(serializers.Serializer[Any]):
    projected_live_on_before = serializers.DateField(allow_null=True)
    projected_live_on = serializers.DateField(allow_null=True)
    earliest_feasible_on = serializers.DateField(allow_null=True, help_text=_EARLIEST)
    compressed = CompressedTask(many=True, help_text="With any, the target needs `allow_compression`.")
    moved = MovedTask(many=True, help_text="The tasks that would move, besides what was sent itself.")
