"""Tasks, and their transitions."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.api.serializers.golives import GoLiveInBriefAnswer
from implementation.http.fields import Flag, Identifier, Moment, RowField, Text, Whole, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import GoLive, Task, TaskStatus
from implementation.models.time_entries import Activity
from implementation.models.vocabulary import BarrierKind, Side
from implementation.services.task_counts import MOST

FIELDS = (
    "title", "sort_order", "category", "phase", "owner_side", "assignee", "planned_start_on", "due_on",
    "duration_days", "pinned", "gate", "core", "customer_visible", "evidence_required", "approval_required", "guidance",
    "counted", "count_target", "count_done", "estimate_minutes", "handholding_minutes",
)  # fmt: skip
_BY_TRANSITION = "It follows from a transition: POST it to the task's transitions."
MOST_PREREQUISITES = 200


class TaskExpanded(serializers.Serializer[Any]):
    """Rows that ids refer to."""

    go_live = GoLiveInBriefAnswer(required=False)


class TaskAnswer(Answer[Task]):
    noun = "task"
    sometimes: ClassVar[tuple[str, ...]] = ("expanded",)
    go_live = serializers.UUIDField(source="golive_id")
    condition_of = serializers.UUIDField(
        source="condition_of_id", allow_null=True, help_text="The approval that set it as a condition."
    )
    depends_on = serializers.ListField(
        child=serializers.UUIDField(), help_text="Tasks of the same go-live to finish first."
    )
    expanded = TaskExpanded(help_text="What `expand` asked for.")

    class Meta:
        model = Task
        fields = (
            *BASE, "go_live", "key", "status", "start_on", "done_on", "done_by", "reason", *FIELDS,
            "condition_of", "depends_on", *TIMES, "expanded",
        )  # fmt: skip


class OfferedEntry(serializers.Serializer[Any]):
    """A body for POST time-entries."""

    go_live = serializers.UUIDField()
    task = serializers.UUIDField()
    worked_on = serializers.DateField()
    minutes = serializers.IntegerField()
    activity = serializers.ChoiceField(choices=Activity.choices)
    with_customer = serializers.BooleanField()


class TaskMovedAnswer(TaskAnswer):
    """A task, and what is offered to be done next."""

    sometimes: ClassVar[tuple[str, ...]] = ("expanded", "offers")
    offers = OfferedEntry(many=True, help_text="Of `done`: its planned hours, where nothing is logged on it.")

    class Meta(TaskAnswer.Meta):
        fields = (*TaskAnswer.Meta.fields, "offers")  # type: ignore[assignment]  # one more


class TaskCountedAnswer(TaskAnswer):
    """A task, and whether its number is reached."""

    sometimes: ClassVar[tuple[str, ...]] = ("expanded", "count_reached")
    count_reached = serializers.BooleanField(help_text="The number is reached: offer to tick the task.")

    class Meta(TaskAnswer.Meta):
        fields = (*TaskAnswer.Meta.fields, "count_reached")  # type: ignore[assignment]  # one more


class TaskCount(Strict):
    """`done` or `add`, one of the two."""

    done = Whole(required=False, min_value=0, max_value=MOST, help_text="How many are done.")
    add = Whole(required=False, min_value=-MOST, max_value=MOST, help_text="How many more; less than 0: fewer.")
    beyond_target = Flag(default=False, help_text="More than the target is meant.")
    version = version_field()


def _prerequisites(**options: Any) -> Any:
    return serializers.ListField(
        child=Identifier(),
        max_length=MOST_PREREQUISITES,
        required=False,
        help_text="All of the task's prerequisites.",
        **options,
    )


class TaskFacts(Facts[Task]):
    elsewhere = dict.fromkeys(("status", "start_on", "done_on", "done_by", "reason"), _BY_TRANSITION)
    go_live = RowField(GoLive, "go-live")
    depends_on = _prerequisites()

    class Meta:
        model = Task
        fields = ("ref", "go_live", *FIELDS, "depends_on")


class TaskChange(Facts[Task]):
    elsewhere = {**TaskFacts.elsewhere, "go_live": "A task stays with its go-live."}
    depends_on = _prerequisites()
    version = version_field()

    class Meta:
        model = Task
        fields = ("ref", *FIELDS, "depends_on", "version")


class NewBarrier(Strict):
    """What blocks the task from now on."""

    kind = Word(choices=BarrierKind.choices)
    side = Word(choices=Side.choices, required=False)
    note = Text(required=False, max_length=5000, help_text="Needed, unless `customer_note` says what blocks it.")
    customer_note = Text(required=False, max_length=5000)


@extend_schema_field(
    {
        "description": "Of `blocked`: id of an open barrier of the go-live, or what opens one.",
        "oneOf": [
            {"type": "string", "format": "uuid"},
            {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"type": "string", "enum": list(BarrierKind.values)},
                    "side": {"type": "string", "enum": list(Side.values)},
                    "note": {"type": "string", "minLength": 1, "maxLength": 5000},
                    "customer_note": {"type": "string", "minLength": 1, "maxLength": 5000},
                },
            },
        ],
    }
)
class BarrierField(serializers.JSONField):
    """An id or a new barrier."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            return Identifier().run_validation(data)
        return dict(NewBarrier().run_validation(data))

    def to_representation(self, value: Any) -> Any:
        return value


class TaskTransition(Strict):
    to = Word(choices=TaskStatus.choices)
    at = Moment(required=False, help_text="When it happened, now unless said; never in the future.")
    reason = Text(required=False, max_length=5000, help_text="Needed to skip and to override.")
    barrier = BarrierField(required=False)
    override = Flag(default=False, help_text="A lead sets a rule aside; the reason is kept.")
    version = version_field()


class TaskTransitionOfOne(TaskTransition):
    """One of many."""

    id = Identifier(help_text="The task to move.")
