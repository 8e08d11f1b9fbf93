"""Sign-offs: their requests, rounds and decisions."""

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from implementation.api.serializers import TIMES
from implementation.http.fields import Day, Flag, Identifier, RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import Approval, GoLive, Task
from implementation.models.playbooks import Category
from implementation.models.vocabulary import OwnerSide

MOST_CONDITIONS = 50
FIELDS = ("subject", "asked", "side", "stakeholder")


class Deciding(TextChoices):
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ApprovalAnswer(Answer[Approval]):
    noun = "approval"
    go_live = serializers.UUIDField(source="golive_id")
    task = serializers.UUIDField(source="task_id", allow_null=True, help_text="Null: the whole go-live.")
    previous = serializers.UUIDField(source="previous_id", allow_null=True, help_text="The round before.")
    conditions = serializers.ListField(child=serializers.UUIDField(), help_text="The tasks that its conditions became.")

    class Meta:
        model = Approval
        fields = (
            "id", "version", "go_live", "task", *FIELDS, "round", "previous", "status", "requested_by", "requested_on",
            "decided_by", "decided_on", "reason", "conditions", *TIMES,
        )  # fmt: skip


class ApprovalFacts(Facts[Approval]):
    go_live = RowField(GoLive, "go-live")
    task = RowField(Task, "task", required=False, allow_null=True)
    requested_on = Day(required=False, help_text="Today unless said.")
    required: Any = Flag(
        required=False, help_text="Whether the task is not done without it; so it is for a gate unless said."
    )

    class Meta:
        model = Approval
        fields = ("go_live", "task", *FIELDS, "requested_on", "required")


class ApprovalRound(Facts[Approval]):
    """What differs from the round before."""

    class Meta:
        model = Approval
        fields = ("subject", "asked", "stakeholder")
        extra_kwargs = {name: {"required": False} for name in fields}


class Condition(Strict):
    """It becomes a task."""

    title = Text(max_length=300)
    category = Word(choices=Category.choices, required=False, help_text="governance unless said.")
    owner_side = Word(choices=OwnerSide.choices, required=False, help_text="vendor unless said.")
    assignee = Text(required=False, max_length=200)
    due_on = Day(required=False)
    guidance = Text(required=False, max_length=5000)
    before = Identifier(required=False, help_text="A task, such as a gate, that waits for it.")


class ApprovalTransition(Strict):
    to = Word(choices=Deciding.choices)
    on = Day(required=False, help_text="When it was decided: today unless said.")
    decided_by: Any = Text(
        required=False, max_length=254, help_text="Needed of a key: the person who decided. In a session: yourself."
    )
    reason = Text(required=False, max_length=5000, help_text="Needed to reject and to withdraw.")
    conditions = serializers.ListField(child=Condition(), required=False, min_length=1, max_length=MOST_CONDITIONS)
    version = version_field()
